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
  public static final class Builder extends SettingsBuilder<Builder, TlsConfig> {
    private Builder() {
      super(TlsConfig::new);
    }

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
  }
}
