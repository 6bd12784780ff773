package io.servex.server.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is logged about requests: the keys of {@code logging}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record LoggingConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public LoggingConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, LoggingConfig> {
    private Builder() {
      super(LoggingConfig::new);
    }

    /** Whether the lines about requests are left out. */
    public Builder disableRequestLogging(boolean on) {
      return set("disable_request_logging", on);
    }

    /** Whether the lines of statuses 4xx are left out. */
    public Builder noLogClientErrors(boolean on) {
      return set("no_log_client_errors", on);
    }

    /** The fields of the access log; none for all. */
    public Builder logFields(String... values) {
      return set("log_fields", List.of(values));
    }

    /** The least level of a line: debug, info, warn or error. */
    public Builder level(String value) {
      return set("level", value);
    }

    /** How a line looks: json or text. */
    public Builder format(String value) {
      return set("format", value);
    }

    /** The file that lines are appended to; without one they go to the standard error stream. */
    public Builder file(Path value) {
      return set("file", value);
    }
  }
}
