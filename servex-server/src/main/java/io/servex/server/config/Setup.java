package io.servex.server.config;

import io.servex.core.exchange.Destination;
import io.servex.server.plugin.Components;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A configuration, and the components that it was validated against: the ones to build it of.
 *
 * @param config what was configured
 * @param components what was installed at that moment
 * @param endpoints what a program around the gateway answers itself, by path
 */
public record Setup(
    ServexConfig config, Components components, Map<String, Destination.Deferred> endpoints) {
  /** Copies the map. */
  public Setup {
    endpoints = Map.copyOf(endpoints);
  }

  /** A configuration that adds no endpoints. */
  Setup(ServexConfig config, Components components) {
    this(config, components, Map.of());
  }

  /**
   * The same with endpoints of the host program.
   *
   * @throws ConfigException if the gateway itself answers one of their paths
   */
  public Setup with(Map<String, Destination.Deferred> added) throws ConfigException {
    var problems = new Problems();
    problems.root("", ConfigNode.Mapping.empty(Place.of("builder")));
    var server = config.server();
    var own = new LinkedHashMap<String, String>();
    server
        .answeredPaths(config.proxy().enabled())
        .forEach((key, path) -> own.put(path, "server." + key));
    for (var path : added.keySet()) {
      var key = own.get(path);
      if (key != null) {
        problems.add(key, path + " (expected: another path than that of an endpoint in code)");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.render());
    }
    return new Setup(config, components, added);
  }

  /** The same with what a setup that is in force has of the same plugins. */
  public Setup keeping(Setup inForce) {
    return new Setup(config, components.keeping(inForce.components), endpoints);
  }
}
