package io.servex.server.embed;

import java.time.Duration;
import java.util.Map;

/**
 * One of a rule's backends. Each method gives another backend and leaves this one as it is.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record Backend(Map<String, Object> settings) {
  /** Copies the map. */
  public Backend {
    settings = Settings.copy(settings);
  }

  /** A backend of weight 1 without a limit: {@code http://host:port}, or with https. */
  public static Backend of(String url) {
    return new Backend(Map.of("url", url));
  }

  /** With this share of the traffic; 0 for no new requests. */
  public Backend weight(int weight) {
    return set("weight", weight);
  }

  /** With so many requests at once; 0 for any number. */
  public Backend maxConnections(int most) {
    return set("max_connections", most);
  }

  /** With a path that is probed. */
  public Backend healthCheckPath(String path) {
    return set("health_check_path", path);
  }

  /** With its own time between two probes. */
  public Backend healthCheckInterval(Duration interval) {
    return set("health_check_interval", interval);
  }

  /** With a key that has no method here. */
  public Backend set(String key, Object value) {
    var next = new Settings(settings);
    next.put(key, value);
    return new Backend(next.values());
  }
}
