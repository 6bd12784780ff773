package io.servex.server;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;
import java.util.function.Function;

/**
 * A strategy that a program provides as a function.
 *
 * @param type the name that rules use
 * @param creation called for each rule that names it
 */
record GivenStrategy(String type, Function<PluginContext, BalancingStrategy> creation)
    implements BalancingStrategyProvider<GivenStrategy.Settings> {
  /** None. */
  record Settings() {}

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }

  @Override
  public BalancingStrategy create(Settings config, PluginContext context) {
    return creation.apply(context);
  }
}
