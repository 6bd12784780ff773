package io.servex.server.embed;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How often clients may ask: the keys of {@code rate_limit}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record RateLimitConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public RateLimitConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, RateLimitConfig> {
    private Builder() {
      super(RateLimitConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Requests that one client may send in an interval, for the paths of no location. */
    public Builder requestsPerInterval(int value) {
      return set("requests_per_interval", value);
    }

    /** How long an interval is. */
    public Builder interval(Duration value) {
      return set("interval", value);
    }

    /** Requests that a client may send at once; {@code requests_per_interval} when absent. */
    public Builder burstSize(int value) {
      return set("burst_size", value);
    }

    /** Status of refused requests. */
    public Builder statusCode(int value) {
      return set("status_code", value);
    }

    /** Message of refused requests. */
    public Builder message(String value) {
      return set("message", value);
    }

    /** Paths without a limit, whatever is included. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** Paths with a limit; empty for all. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /**
     * Proxies whose word about the client counts; empty for those of {@code
     * server.trusted_proxies}.
     */
    public Builder trustedProxies(String... values) {
      return set("trusted_proxies", List.of(values));
    }

    /**
     * By what clients are told apart: {@code ip}, {@code header:NAME}, or {@code user}; without
     * that field or user, the address counts.
     */
    public Builder key(String value) {
      return set("key", value);
    }

    /** Bits of an IPv6 address that are one client. */
    public Builder ipv6Prefix(int value) {
      return set("ipv6_prefix", value);
    }

    /** Clients for which each limit is exact at one time; 32 bytes each at most. */
    public Builder maxKeys(int value) {
      return set("max_keys", value);
    }

    /**
     * Where is kept what clients have left: {@code type}, {@code memory} or that of a store beside
     * the plugin, and its settings.
     */
    public Builder store(Map<String, Object> choice) {
      return set("store", choice);
    }

    /** Whether answers carry {@code RateLimit} and {@code RateLimit-Policy} too. */
    public Builder draftHeaders(boolean on) {
      return set("draft_headers", on);
    }

    /** Limits for some paths, each with buckets of its own; the first that fits counts. */
    public Builder locations(List<Map<String, Object>> values) {
      return set("locations", values);
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}
