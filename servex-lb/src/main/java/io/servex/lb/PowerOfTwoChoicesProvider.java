package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link PowerOfTwoChoices}, {@code load_balancing: power_of_two_choices}. */
public final class PowerOfTwoChoicesProvider
    implements BalancingStrategyProvider<PowerOfTwoChoicesProvider.Config> {
  /** There is nothing to configure. */
  public record Config() {}

  @Override
  public String type() {
    return "power_of_two_choices";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new PowerOfTwoChoices(context.random());
  }
}
