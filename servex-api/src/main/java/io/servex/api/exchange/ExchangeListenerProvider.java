package io.servex.api.exchange;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates exchange listeners of one type, {@code exchange_listeners: [TYPE]}.
 *
 * @param <C> the configuration record
 */
public interface ExchangeListenerProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Creates a listener.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a listener for one place of the configuration
   * @throws IllegalArgumentException if the configuration cannot work; the message is shown beside
   *     the place in the file
   */
  ExchangeListener create(C config, PluginContext context);
}
