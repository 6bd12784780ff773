package io.servex.server.embed;

import java.util.Locale;

/** The balancing strategies that come with the gateway. */
public enum LoadBalancing {
  ROUND_ROBIN,
  WEIGHTED_ROUND_ROBIN,
  LEAST_CONNECTIONS,
  RANDOM,
  WEIGHTED_RANDOM,
  IP_HASH;

  /** The name in YAML. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
