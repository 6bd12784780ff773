package io.servex.api.discovery;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates discoveries of one type, for {@code discovery} of a rule.
 *
 * @param <C> the configuration record
 */
public interface BackendDiscoveryProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Creates a discovery.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a discovery for one rule
   * @throws IllegalArgumentException if the configuration cannot work; the message is shown beside
   *     the key's place in the file
   */
  BackendDiscovery create(C config, PluginContext context);
}
