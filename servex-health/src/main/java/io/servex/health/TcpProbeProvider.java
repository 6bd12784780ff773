package io.servex.health;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.plugin.PluginContext;

/** Provides {@code tcp}: see {@link TcpProbe}. */
public final class TcpProbeProvider implements HealthProbeProvider<TcpProbeProvider.Config> {
  /** Nothing can be set. */
  public record Config() {}

  @Override
  public String type() {
    return "tcp";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public HealthProbe create(Config config, PluginContext context) {
    return new TcpProbe();
  }
}
