/** Limits how often a client may ask, the filter {@code rate_limit}. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.ratelimit {
  requires io.servex.api;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.ratelimit.RateLimitFilterProvider;
}
