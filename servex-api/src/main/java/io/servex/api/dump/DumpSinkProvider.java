package io.servex.api.dump;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;
import java.io.IOException;

/**
 * Creates dump sinks of one type, {@code proxy.traffic_dump.sink: TYPE}.
 *
 * @param <C> the configuration record
 */
public interface DumpSinkProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Opens a sink.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a sink that lives until the gateway stops
   * @throws IOException if it cannot be opened; the gateway does not start then, and shows the
   *     message
   */
  DumpSink create(C config, PluginContext context) throws IOException;
}
