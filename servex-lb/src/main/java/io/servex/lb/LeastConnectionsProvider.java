package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link LeastConnections}, {@code load_balancing: least_connections}. */
public final class LeastConnectionsProvider
    implements BalancingStrategyProvider<LeastConnectionsProvider.Config> {
  /** There is nothing to configure. */
  public record Config() {}

  @Override
  public String type() {
    return "least_connections";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new LeastConnections();
  }
}
