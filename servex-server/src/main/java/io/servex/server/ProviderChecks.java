package io.servex.server;

import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.ComponentProvider;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.Place;
import io.servex.server.config.Problems;
import io.servex.server.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;

/** Asks a provider what the gateway would ask it, but for creating a component. */
final class ProviderChecks {
  private static final String REQUIRED = ": missing (expected: ";

  private ProviderChecks() {}

  /** What is wrong with a provider; settings without a default are not. */
  static List<String> problems(Plugin.Component component) {
    var found = new ArrayList<String>();
    var name = component.type();
    try {
      defaults(component.provider()).forEach(problem -> found.add(name + ": " + problem));
      if (component.provider() instanceof FilterProvider<?> filters && filters.phase() == null) {
        found.add(name + ": has no phase (expected: one of FilterPhase)");
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      found.add(name + ": " + e);
    }
    return List.copyOf(found);
  }

  private static <C extends Record> List<String> defaults(ComponentProvider<C> provider) {
    var problems = new Problems();
    var place = Place.of("defaults");
    var bound =
        ComponentChoice.bind(
            provider, new ConfigNode.Scalar(place, provider.type()), problems, "settings");
    var lines = problems.lines().stream().filter(line -> !line.contains(REQUIRED)).toList();
    return bound == null && problems.isEmpty()
        ? List.of(provider.configType().getName() + " cannot be bound")
        : lines;
  }
}
