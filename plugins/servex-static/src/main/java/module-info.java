/** Files of a folder, for what no rule takes. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.staticfiles {
  requires io.servex.api;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.staticfiles.StaticFilesFilterProvider;
}
