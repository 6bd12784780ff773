package io.servex.server.embed;

import java.nio.file.Path;
import java.util.Map;

/**
 * Certificates for and of backends: the keys of {@code proxy.tls}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record TlsConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public TlsConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts one together. */
  public static final class Builder {
    private final Settings settings = new Settings();

    private Builder() {}

    /** The authorities to trust, in PEM. */
    public Builder caFile(Path value) {
      return set("ca_file", value);
    }

    /** The gateway's own certificate chain, in PEM. */
    public Builder certFile(Path value) {
      return set("cert_file", value);
    }

    /** The key of that chain, in PEM. */
    public Builder keyFile(Path value) {
      return set("key_file", value);
    }

    /**
     * Sets a key that has no method here.
     *
     * @param value a text, a number, a boolean, a duration, a size, a path, a list or a map of them
     */
    public Builder set(String key, Object value) {
      settings.put(key, value);
      return this;
    }

    /** What was put together; it is checked when the gateway is built. */
    public TlsConfig build() {
      return new TlsConfig(settings.values());
    }
  }
}
