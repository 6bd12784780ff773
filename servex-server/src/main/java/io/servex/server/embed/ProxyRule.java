package io.servex.server.embed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which requests go to which backends: one of {@code proxy.rules}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record ProxyRule(Map<String, Object> settings) {
  /** Copies the map. */
  public ProxyRule {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, ProxyRule> {
    private Builder() {
      super(ProxyRule::new);
    }

    /** The label in logs and metrics. */
    public Builder name(String value) {
      return set("name", value);
    }

    /** Whole segments that the path begins with. */
    public Builder pathPrefix(String value) {
      return set("path_prefix", value);
    }

    /** An expression in RE2 syntax that is found in the path. */
    public Builder pathRegex(String value) {
      return set("path_regex", value);
    }

    /** The host that is asked for, perhaps with {@code *.} in front. */
    public Builder host(String value) {
      return set("host", value);
    }

    /** The methods; none for any. */
    public Builder methods(String... values) {
      return set("methods", List.of(values));
    }

    /** A prefix that is taken off the path. */
    public Builder stripPrefix(String value) {
      return set("strip_prefix", value);
    }

    /** A prefix that is put in front of the path, after stripping. */
    public Builder addPrefix(String value) {
      return set("add_prefix", value);
    }

    /** Limits a whole exchange. */
    public Builder timeout(Duration value) {
      return set("timeout", value);
    }

    /** The {@code Host} that the backend sees: preserve, backend, or a literal. */
    public Builder hostHeader(String value) {
      return set("host_header", value);
    }

    /** Whether this rule is captured. */
    public Builder enableTrafficDump(boolean on) {
      return set("enable_traffic_dump", on);
    }

    /** Where this rule's captures are written. */
    public Builder dumpDirectory(Path value) {
      return set("dump_directory", value);
    }

    /** A field that the request must have with this value; more than one must all be there. */
    public Builder header(String name, String value) {
      return add("headers", name, value);
    }

    /** Adds backends behind those that are there. */
    public Builder backends(Backend... backends) {
      return add("backends", Arrays.stream(backends).map(Backend::settings).toList());
    }

    /** How a backend is chosen. */
    public Builder loadBalancing(LoadBalancing strategy) {
      return set("load_balancing", strategy.key());
    }

    /** How a backend is chosen: the type of any installed strategy, and its settings. */
    public Builder loadBalancing(String type, Map<String, Object> configured) {
      Map<String, Object> choice = new LinkedHashMap<>();
      choice.put("type", type);
      choice.putAll(configured);
      return set("load_balancing", choice);
    }

    /** Takes requests of users alone; of those with one of these roles where there are any. */
    public Builder auth(String... roles) {
      return set("auth", Map.of("roles", List.of(roles)));
    }

    /** Filters for this rule alone, each with its {@code type} and its settings. */
    public Builder filters(List<Map<String, Object>> values) {
      return set("filters", values);
    }
  }
}
