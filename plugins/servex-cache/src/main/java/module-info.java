/** Tells caches how long answers keep, and answers those who have them already. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.cache {
  requires io.servex.api;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.cache.CacheFilterProvider;
}
