/**
 * Users, tokens and who may use which rule: the filter {@code auth}. Users and sessions lie in a
 * store, which a jar beside this one may provide.
 */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.auth {
  requires com.nimbusds.jose.jwt;
  requires com.zaxxer.hikari;
  requires transitive io.servex.api;
  requires java.logging;
  requires java.net.http;
  requires java.sql;
  requires password4j;
  requires static org.jspecify;

  exports io.servex.plugin.auth.store;

  uses io.servex.plugin.auth.store.AuthStoreProvider;
  uses java.sql.Driver;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.auth.AuthFilterProvider;
  provides io.servex.plugin.auth.store.AuthStoreProvider with
      io.servex.plugin.auth.jdbc.JdbcStoreProvider,
      io.servex.plugin.auth.memory.MemoryStoreProvider;
}
