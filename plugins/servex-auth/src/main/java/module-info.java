/** Users, tokens and who may use which rule: the filter {@code auth}. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.auth {
  requires com.nimbusds.jose.jwt;
  requires com.zaxxer.hikari;
  requires io.servex.api;
  requires java.logging;
  requires java.net.http;
  requires java.sql;
  requires password4j;
  requires static org.jspecify;

  uses java.sql.Driver;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.auth.AuthFilterProvider;
}
