package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link IpHash}, {@code load_balancing: ip_hash}. */
public final class IpHashProvider implements BalancingStrategyProvider<IpHashProvider.Config> {
  /** There is nothing to configure. */
  public record Config() {}

  @Override
  public String type() {
    return "ip_hash";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new IpHash();
  }
}
