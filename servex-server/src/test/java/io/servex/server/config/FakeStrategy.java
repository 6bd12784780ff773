package io.servex.server.config;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Range;

/** A strategy with one setting, which nobody creates. */
record FakeStrategy(String type) implements ComponentProvider<FakeStrategy.Settings> {
  /**
   * The settings.
   *
   * @param replicas a number
   */
  record Settings(@Default("100") @Range(min = 1) int replicas) {}

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }
}
