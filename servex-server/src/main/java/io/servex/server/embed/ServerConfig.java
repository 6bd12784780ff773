package io.servex.server.embed;

import io.servex.api.plugin.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Listeners, and what clients may take: the keys of {@code server}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record ServerConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public ServerConfig {
    settings = Settings.copy(settings);
  }

  /** Without the values, one of which is a secret. */
  @Override
  public String toString() {
    return "ServerConfig" + settings.keySet();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, ServerConfig> {
    private Builder() {
      super(ServerConfig::new);
    }

    /** The plain listener: {@code host:port}, {@code :port} or a port; port 0 is any. */
    public Builder http(String value) {
      return set("http", value);
    }

    /** The listener with TLS. */
    public Builder https(String value) {
      return set("https", value);
    }

    /** The certificate chain of the TLS listener, in PEM. */
    public Builder certFile(Path value) {
      return set("cert_file", value);
    }

    /** The private key of the TLS listener, in PEM. */
    public Builder keyFile(Path value) {
      return set("key_file", value);
    }

    /** Limits a whole request with its body. */
    public Builder readTimeout(Duration value) {
      return set("read_timeout", value);
    }

    /** Limits a request's head. */
    public Builder readHeaderTimeout(Duration value) {
      return set("read_header_timeout", value);
    }

    /** Limits how long a connection waits for its next request. */
    public Builder idleTimeout(Duration value) {
      return set("idle_timeout", value);
    }

    /** Limits the time between two parts of a request's body. */
    public Builder bodyIdleTimeout(Duration value) {
      return set("body_idle_timeout", value);
    }

    /** A bearer token that every request must carry, those for health apart. */
    public Builder authToken(String value) {
      return set("auth_token", value);
    }

    /** The path of the health endpoint. */
    public Builder healthPath(String value) {
      return set("health_path", value);
    }

    /** The path of the metrics endpoint. */
    public Builder metricsPath(String value) {
      return set("metrics_path", value);
    }

    /** The path of the readiness endpoint. */
    public Builder readyPath(String value) {
      return set("ready_path", value);
    }

    /** The path of the status endpoint. */
    public Builder statusPath(String value) {
      return set("status_path", value);
    }

    /** Whether the health endpoint answers. */
    public Builder enableHealthEndpoint(boolean on) {
      return set("enable_health_endpoint", on);
    }

    /** Whether the metrics endpoint answers. */
    public Builder enableDefaultMetrics(boolean on) {
      return set("enable_default_metrics", on);
    }

    /** Whether the status endpoint answers. */
    public Builder enableStatusEndpoint(boolean on) {
      return set("enable_status_endpoint", on);
    }

    /** Whether metrics need no token. */
    public Builder metricsPublic(boolean on) {
      return set("metrics_public", on);
    }

    /** The number of event loops; 0 for one per processor. */
    public Builder workers(int value) {
      return set("workers", value);
    }

    /** The largest head of a request. */
    public Builder maxHeaderBytes(ByteSize value) {
      return set("max_header_bytes", value);
    }

    /** The most fields of a head. */
    public Builder maxHeaderCount(int value) {
      return set("max_header_count", value);
    }

    /** The longest request line. */
    public Builder maxRequestLineBytes(ByteSize value) {
      return set("max_request_line_bytes", value);
    }

    /** The most connections of clients. */
    public Builder maxConnectionsTotal(int value) {
      return set("max_connections_total", value);
    }

    /** The most connections of clients by one listener. */
    public Builder maxConnections(int value) {
      return set("max_connections", value);
    }

    /** The most connections of one client address. */
    public Builder maxConnectionsPerClient(int value) {
      return set("max_connections_per_client", value);
    }

    /** Addresses and blocks of proxies whose word about the client counts. */
    public Builder trustedProxies(String... values) {
      return set("trusted_proxies", List.of(values));
    }

    /** Limits exchanges with a backend that a reload removed. */
    public Builder drainTimeout(Duration value) {
      return set("drain_timeout", value);
    }

    /** Limits how long {@code close} waits for requests to end. */
    public Builder shutdownTimeout(Duration value) {
      return set("shutdown_timeout", value);
    }

    /** How long {@code close} goes on accepting while health says 503 already. */
    public Builder shutdownDelay(Duration value) {
      return set("shutdown_delay", value);
    }

    /** Whether requests have limits of their size. */
    public Builder enableRequestSizeLimits(boolean on) {
      return set("enable_request_size_limits", on);
    }

    /** The largest body of a request. */
    public Builder maxRequestBodySize(ByteSize value) {
      return set("max_request_body_size", value);
    }

    /** The largest body that is JSON. */
    public Builder maxJsonBodySize(ByteSize value) {
      return set("max_json_body_size", value);
    }

    /** The largest body of a form with files. */
    public Builder maxFileUploadSize(ByteSize value) {
      return set("max_file_upload_size", value);
    }

    /** Where clients without TLS are sent. */
    public Builder httpsRedirect(HttpsRedirectConfig value) {
      return set("https_redirect", value.settings());
    }

    /** Fields that every answer gets, in the place of others with that name. */
    public Builder customHeaders(Map<String, String> values) {
      return set("custom_headers", values);
    }

    /** Fields that no answer has. */
    public Builder removeHeaders(String... values) {
      return set("remove_headers", List.of(values));
    }

    /** Whether clients are told what went wrong behind the gateway. */
    public Builder sendErrorToClient(boolean on) {
      return set("send_error_to_client", on);
    }
  }
}
