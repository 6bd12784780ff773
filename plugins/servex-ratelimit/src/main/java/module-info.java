/**
 * Limits how often a client may ask, the filter {@code rate_limit}. What it keeps of clients lies
 * in a store, which a jar beside this one may provide.
 */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.ratelimit {
  requires transitive io.servex.api;
  requires static org.jspecify;

  exports io.servex.plugin.ratelimit.store;

  uses io.servex.plugin.ratelimit.store.BucketStoreProvider;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.ratelimit.RateLimitFilterProvider;
  provides io.servex.plugin.ratelimit.store.BucketStoreProvider with
      io.servex.plugin.ratelimit.MemoryStoreProvider;
}
