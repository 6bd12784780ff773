package io.servex.api.balancing;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates balancing strategies of one type.
 *
 * @param <C> the configuration record
 */
public interface BalancingStrategyProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Creates the strategy of one rule.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a strategy that lives as long as the rule
   * @throws IllegalArgumentException if the configuration cannot work; the message is shown beside
   *     the key's place in the file
   */
  BalancingStrategy create(C config, PluginContext context);
}
