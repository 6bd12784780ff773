package io.servex.server.embed;

import java.util.List;
import java.util.Map;

/**
 * Which other origins may use what is served: the keys of {@code cors}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record CorsConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public CorsConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, CorsConfig> {
    private Builder() {
      super(CorsConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /**
     * Origins that may read answers: {@code https://a.example}, {@code https://*.example.com} for
     * all names below, {@code null}, or {@code *} for any.
     */
    public Builder allowOrigins(String... values) {
      return set("allow_origins", List.of(values));
    }

    /** Methods that they may use; {@code *} for any. */
    public Builder allowMethods(String... values) {
      return set("allow_methods", List.of(values));
    }

    /** Fields that they may send; {@code *} for any. */
    public Builder allowHeaders(String... values) {
      return set("allow_headers", List.of(values));
    }

    /** Fields of answers that scripts may read. */
    public Builder exposeHeaders(String... values) {
      return set("expose_headers", List.of(values));
    }

    /** Whether cookies and other credentials may be sent along. */
    public Builder allowCredentials(boolean on) {
      return set("allow_credentials", on);
    }

    /** Seconds for which a browser may remember a permission; 0 leaves it to the browser. */
    public Builder maxAge(int value) {
      return set("max_age", value);
    }

    /** Paths without any of this, whatever is included. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** Paths to which it applies; empty for all. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}
