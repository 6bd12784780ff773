package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link WeightedRoundRobin}, {@code load_balancing: weighted_round_robin}. */
public final class WeightedRoundRobinProvider
    implements BalancingStrategyProvider<WeightedRoundRobinProvider.Config> {
  /** There is nothing to configure. */
  public record Config() {}

  @Override
  public String type() {
    return "weighted_round_robin";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new WeightedRoundRobin();
  }
}
