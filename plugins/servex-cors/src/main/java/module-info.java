/** Cross-origin resource sharing (Fetch §3.2), the filter {@code cors}. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.cors {
  requires io.servex.api;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.cors.CorsFilterProvider;
}
