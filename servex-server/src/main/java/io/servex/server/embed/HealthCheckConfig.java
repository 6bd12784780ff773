package io.servex.server.embed;

import java.time.Duration;
import java.util.Map;

/**
 * How backends are checked: the keys of {@code proxy.health_check}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record HealthCheckConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public HealthCheckConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with checks that are enabled. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, HealthCheckConfig> {
    private Builder() {
      super(HealthCheckConfig::new);
    }

    /** Whether backends with a path are probed. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** The time between two probes of a backend that names none. */
    public Builder defaultInterval(Duration value) {
      return set("default_interval", value);
    }

    /** Limits one attempt. */
    public Builder timeout(Duration value) {
      return set("timeout", value);
    }

    /** How many attempts must fail before a backend is taken out. */
    public Builder retryCount(int value) {
      return set("retry_count", value);
    }

    /** Whether a backend that cannot be reached is taken out without a probe. */
    public Builder passive(boolean on) {
      return set("passive", on);
    }
  }
}
