package io.servex.server.embed;

import java.util.List;
import java.util.Map;

/**
 * The way from http to https: the keys of {@code server.https_redirect}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record HttpsRedirectConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public HttpsRedirectConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, HttpsRedirectConfig> {
    private Builder() {
      super(HttpsRedirectConfig::new);
    }

    /** Whether requests without TLS are redirected. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** 301 instead of 302. */
    public Builder permanent(boolean on) {
      return set("permanent", on);
    }

    /** Proxies whose word about the scheme counts. */
    public Builder trustedProxies(String... values) {
      return set("trusted_proxies", List.of(values));
    }

    /** Paths that are never redirected. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** The only paths that are redirected; none for all. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /** The port in the new location; the TLS listener's where absent. */
    public Builder port(int value) {
      return set("port", value);
    }
  }
}
