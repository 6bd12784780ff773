package io.servex.server.embed;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where it is written down what matters to security: the keys of {@code audit}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record AuditConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public AuditConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, AuditConfig> {
    private Builder() {
      super(AuditConfig::new);
    }

    /** Whether refusals and changes of rules are written down, a line each. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Whether the fields of requests are written too, but those with credentials. */
    public Builder includeHeaders(boolean on) {
      return set("include_headers", on);
    }

    /** File that lines are appended to, opened anew at SIGUSR1; absent for the log. */
    public Builder file(Path value) {
      return set("file", value);
    }
  }
}
