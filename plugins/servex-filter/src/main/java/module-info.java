/** Refuses requests by address, user agent, fields and query, the filter {@code filter}. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.filter {
  requires io.servex.api;
  requires re2j;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.filter.AccessFilterProvider;
}
