package io.servex.server.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway says about its proxy.
 *
 * @param enabled whether there is one
 * @param trafficDump whether rules are captured that do not say otherwise
 * @param healthCheck whether backends are probed
 * @param uptimeSeconds since the start
 * @param version of the gateway
 * @param state {@code ok}, or {@code shutting_down}
 * @param rules in file order
 */
record ProxyStatus(
    boolean enabled,
    boolean trafficDump,
    boolean healthCheck,
    long uptimeSeconds,
    String version,
    String state,
    List<RuleStatus> rules) {
  ProxyStatus {
    rules = List.copyOf(rules);
  }

  /**
   * What is said about a rule.
   *
   * @param name its name
   * @param match its conditions, by their keys
   * @param loadBalancing its strategy's type
   * @param trafficDump whether it is captured
   * @param backends in file order
   */
  record RuleStatus(
      String name,
      Map<String, Object> match,
      String loadBalancing,
      boolean trafficDump,
      List<BackendStatus> backends) {
    RuleStatus {
      backends = List.copyOf(backends);
    }
  }

  /**
   * What is said about a backend of a rule.
   *
   * @param url as it is written
   * @param healthy whether it is in rotation
   * @param connections requests in flight
   * @param maxConnections most of them; 0 for any number
   * @param weight its share
   * @param requests those that ended, since the rule is there
   * @param failures those that did not end with its answer
   * @param lastCheck when it was probed last; null when it never was
   * @param lastError what went wrong last; null when nothing did
   */
  record BackendStatus(
      String url,
      boolean healthy,
      int connections,
      int maxConnections,
      int weight,
      long requests,
      long failures,
      @Nullable String lastCheck,
      @Nullable String lastError) {}

  /** The keys and values of the JSON form, in order. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("proxy_enabled", enabled);
    json.put("rules_count", rules.size());
    json.put("traffic_dump", trafficDump);
    json.put("health_check", healthCheck);
    json.put("uptime_seconds", uptimeSeconds);
    json.put("version", version);
    json.put("status", state);
    json.put("rules", rules.stream().map(ProxyStatus::json).toList());
    return json;
  }

  private static Map<String, @Nullable Object> json(RuleStatus rule) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", rule.name);
    json.put("match", rule.match);
    json.put("load_balancing", rule.loadBalancing);
    json.put("traffic_dump", rule.trafficDump);
    json.put("backends", rule.backends.stream().map(ProxyStatus::json).toList());
    return json;
  }

  private static Map<String, @Nullable Object> json(BackendStatus backend) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("url", backend.url);
    json.put("healthy", backend.healthy);
    json.put("connections", backend.connections);
    json.put("max_connections", backend.maxConnections);
    json.put("weight", backend.weight);
    json.put("requests", backend.requests);
    json.put("failures", backend.failures);
    json.put("last_check", backend.lastCheck);
    json.put("last_error", backend.lastError);
    return json;
  }
}
