/** Users, tokens and who may use which rule: the filter {@code auth}. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.auth {
  requires com.nimbusds.jose.jwt;
  requires io.servex.api;
  requires password4j;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.auth.AuthFilterProvider;
}
