package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link WeightedRandom}, {@code load_balancing: weighted_random}. */
public final class WeightedRandomProvider
    implements BalancingStrategyProvider<WeightedRandomProvider.Config> {
  /** There is nothing to configure. */
  public record Config() {}

  @Override
  public String type() {
    return "weighted_random";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new WeightedRandom(context.random());
  }
}
