package io.servex.server.embed;

import java.util.Map;

/**
 * Changes of lists while the gateway runs: the keys of {@code admin}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record AdminConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public AdminConfig {
    settings = Settings.copy(settings);
  }

  /** Without the values, some of which are secrets. */
  @Override
  public String toString() {
    return "AdminConfig" + settings.keySet();
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, AdminConfig> {
    private Builder() {
      super(AdminConfig::new);
    }

    /** Whether lists of filters can be changed while the gateway runs. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Bearer token that every change and every look needs; at least 16 characters. */
    public Builder token(String value) {
      return set("token", value);
    }

    /** Path below which the lists are. */
    public Builder path(String value) {
      return set("path", value);
    }
  }
}
