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

  /**
   * What came of it.
   *
   * @param needsSettings whether its defaults alone are not enough, which is no problem
   * @param problems what is wrong with the provider
   */
  record Result(boolean needsSettings, List<String> problems) {
    /** Copies the list. */
    Result {
      problems = List.copyOf(problems);
    }
  }

  /** Checks a provider. */
  static Result of(Plugin.Component component) {
    var found = new ArrayList<String>();
    var name = component.type();
    var needsSettings = false;
    try {
      var defaults = defaults(component.provider());
      needsSettings = defaults.needsSettings;
      defaults.problems.forEach(problem -> found.add(name + ": " + problem));
      if (component.provider() instanceof FilterProvider<?> filters && filters.phase() == null) {
        found.add(name + ": has no phase (expected: one of FilterPhase)");
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      found.add(name + ": " + e);
    }
    return new Result(needsSettings, found);
  }

  private static <C extends Record> Result defaults(ComponentProvider<C> provider) {
    var problems = new Problems();
    var place = Place.of("defaults");
    var bound =
        ComponentChoice.bind(
            provider, new ConfigNode.Scalar(place, provider.type()), problems, "settings", false);
    var lines = problems.lines().stream().filter(line -> !line.contains(REQUIRED)).toList();
    var needsSettings = lines.size() < problems.lines().size() || !problems.advice().isEmpty();
    return bound == null && lines.isEmpty() && !needsSettings
        ? new Result(false, List.of(provider.configType().getName() + " cannot be bound"))
        : new Result(needsSettings, lines);
  }
}
