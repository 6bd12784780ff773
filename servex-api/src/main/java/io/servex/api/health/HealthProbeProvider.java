package io.servex.api.health;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates probes of one type, for {@code proxy.health_check.probe}.
 *
 * @param <C> the configuration record
 */
public interface HealthProbeProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Creates a probe.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a probe for all backends
   * @throws IllegalArgumentException if the configuration cannot work; the message is shown beside
   *     the key's place in the file
   */
  HealthProbe create(C config, PluginContext context);

  /**
   * Whether a backend is probed only if it has a {@code health_check_path}.
   *
   * @return false where a backend without one is probed too
   */
  default boolean needsPath() {
    return false;
  }
}
