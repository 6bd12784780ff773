package io.servex.plugin.auth.jdbc;

import io.servex.api.plugin.PluginContext;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.AuthStoreProvider;

/** Creates {@link JdbcStore}, the store {@code jdbc}. */
public final class JdbcStoreProvider implements AuthStoreProvider<JdbcConfig> {
  @Override
  public String type() {
    return "jdbc";
  }

  @Override
  public Class<JdbcConfig> configType() {
    return JdbcConfig.class;
  }

  @Override
  public AuthStore create(JdbcConfig config, PluginContext context) {
    return new JdbcStore(config, context.clock());
  }

  /** As many as there are connections: one more would wait for one. */
  @Override
  public int concurrency(JdbcConfig config) {
    return config.poolSize();
  }
}
