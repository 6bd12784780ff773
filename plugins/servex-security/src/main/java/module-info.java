/** Security headers on every answer, and protection against requests that other sites forge. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.security {
  requires io.servex.api;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.security.SecurityFilterProvider,
      io.servex.plugin.security.CsrfFilterProvider;
}
