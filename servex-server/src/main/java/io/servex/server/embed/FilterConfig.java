package io.servex.server.embed;

import java.util.List;
import java.util.Map;

/**
 * Which clients and requests are refused: the keys of {@code filter}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record FilterConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public FilterConfig {
    settings = Settings.copy(settings);
  }

  /** Begins without a rule. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, FilterConfig> {
    private Builder() {
      super(FilterConfig::new);
    }

    /** Whether it is on; as any rule would say. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Addresses and CIDRs; if there are any, clients must be among them. */
    public Builder allowedIps(String... values) {
      return set("allowed_ips", List.of(values));
    }

    /** Addresses and CIDRs that are refused, even if they are allowed. */
    public Builder blockedIps(String... values) {
      return set("blocked_ips", List.of(values));
    }

    /** Whole user agents; if there are any, clients must have one of them. */
    public Builder allowedUserAgents(String... values) {
      return set("allowed_user_agents", List.of(values));
    }

    /** Regular expressions (RE2) that allow a user agent in which they are found. */
    public Builder allowedUserAgentsRegex(String... values) {
      return set("allowed_user_agents_regex", List.of(values));
    }

    /** Parts of user agents, in any case, that are refused. */
    public Builder blockedUserAgents(String... values) {
      return set("blocked_user_agents", List.of(values));
    }

    /** Regular expressions (RE2) that refuse a user agent in which they are found. */
    public Builder blockedUserAgentsRegex(String... values) {
      return set("blocked_user_agents_regex", List.of(values));
    }

    /** For each field, values of which it must have one. */
    public Builder allowedHeaders(Map<String, List<String>> values) {
      return set("allowed_headers", values);
    }

    /** For each field, regular expressions of which one must be found in a value. */
    public Builder allowedHeadersRegex(Map<String, List<String>> values) {
      return set("allowed_headers_regex", values);
    }

    /** For each field, values that it must not have. */
    public Builder blockedHeaders(Map<String, List<String>> values) {
      return set("blocked_headers", values);
    }

    /** For each field, regular expressions that must not be found in a value. */
    public Builder blockedHeadersRegex(Map<String, List<String>> values) {
      return set("blocked_headers_regex", values);
    }

    /** For each parameter, values of which it must have one. */
    public Builder allowedQueryParams(Map<String, List<String>> values) {
      return set("allowed_query_params", values);
    }

    /** For each parameter, regular expressions of which one must be found in a value. */
    public Builder allowedQueryParamsRegex(Map<String, List<String>> values) {
      return set("allowed_query_params_regex", values);
    }

    /** For each parameter, values that it must not have. */
    public Builder blockedQueryParams(Map<String, List<String>> values) {
      return set("blocked_query_params", values);
    }

    /** For each parameter, regular expressions that must not be found in a value. */
    public Builder blockedQueryParamsRegex(Map<String, List<String>> values) {
      return set("blocked_query_params_regex", values);
    }

    /** Paths without these rules, whatever is included. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** Paths with these rules; empty for all. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /** Status of refused requests. */
    public Builder statusCode(int value) {
      return set("status_code", value);
    }

    /** Message of refused requests. */
    public Builder message(String value) {
      return set("message", value);
    }

    /**
     * Proxies whose word about the client counts; empty for those of {@code
     * server.trusted_proxies}.
     */
    public Builder trustedProxies(String... values) {
      return set("trusted_proxies", List.of(values));
    }

    /** Rules for some paths, in the place of those outside; the first that fits counts. */
    public Builder locations(List<Map<String, Object>> values) {
      return set("locations", values);
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}
