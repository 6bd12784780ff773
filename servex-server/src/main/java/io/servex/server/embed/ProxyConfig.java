package io.servex.server.embed;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Rules, and how backends are spoken to: the keys of {@code proxy}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record ProxyConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public ProxyConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with a proxy that is enabled and has no rules. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, ProxyConfig> {
    private Builder() {
      super(ProxyConfig::new);
    }

    /** Whether the proxy serves; it does unless this says otherwise. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Limits a whole exchange; a rule may say otherwise. */
    public Builder globalTimeout(Duration value) {
      return set("global_timeout", value);
    }

    /** The most idle connections to all backends. */
    public Builder maxIdleConns(int value) {
      return set("max_idle_conns", value);
    }

    /** The most idle connections to one backend. */
    public Builder maxIdleConnsPerHost(int value) {
      return set("max_idle_conns_per_host", value);
    }

    /** Limits how long a connection to a backend is idle. */
    public Builder idleConnTimeout(Duration value) {
      return set("idle_conn_timeout", value);
    }

    /** Whether any certificate of a backend will do. */
    public Builder insecureSkipVerify(boolean on) {
      return set("insecure_skip_verify", on);
    }

    /** Limits the opening of one connection to a backend. */
    public Builder connectTimeout(Duration value) {
      return set("connect_timeout", value);
    }

    /** Limits the time from the request to the response's head. */
    public Builder responseHeaderTimeout(Duration value) {
      return set("response_header_timeout", value);
    }

    /** Limits the time between two parts of a response's body. */
    public Builder streamIdleTimeout(Duration value) {
      return set("stream_idle_timeout", value);
    }

    /** Limits how long a tunnel is without a byte. */
    public Builder tunnelIdleTimeout(Duration value) {
      return set("tunnel_idle_timeout", value);
    }

    /** Whether a {@code Via} field is added. */
    public Builder via(boolean on) {
      return set("via", on);
    }

    /** Whether {@code Authorization} is forwarded although a token is asked for. */
    public Builder forwardAuthorization(boolean on) {
      return set("forward_authorization", on);
    }

    /** Certificates for and of backends. */
    public Builder tls(TlsConfig value) {
      return set("tls", value.settings());
    }

    /** The capture of traffic. */
    public Builder trafficDump(TrafficDumpConfig value) {
      return set("traffic_dump", value.settings());
    }

    /** The checks of backends. */
    public Builder healthCheck(HealthCheckConfig value) {
      return set("health_check", value.settings());
    }

    /** Adds rules behind those that are there: the first one that applies counts. */
    public Builder rules(ProxyRule... rules) {
      return add("rules", Arrays.stream(rules).map(ProxyRule::settings).toList());
    }

    /** The same. */
    public Builder rules(List<ProxyRule> rules) {
      return rules(rules.toArray(ProxyRule[]::new));
    }
  }
}
