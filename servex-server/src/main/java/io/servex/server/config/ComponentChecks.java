package io.servex.server.config;

import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.util.TreeSet;

/** Checks that a component which is asked for is installed, and that its settings bind. */
final class ComponentChecks {
  private final Problems problems;
  private final Components components;

  ComponentChecks(Problems problems, Components components) {
    this.problems = problems;
    this.components = components;
  }

  /** Checks one choice of a component: a type's name, or a mapping with its settings. */
  void check(ComponentKind kind, String path, ConfigNode node) {
    check(kind, path, node, true);
  }

  /**
   * Checks one choice of a component.
   *
   * @param on whether one will be made of it
   */
  void check(ComponentKind kind, String path, ConfigNode node, boolean on) {
    var type = ComponentChoice.type(node);
    if (type == null) {
      problems.add(path, "no type (expected: a name, or a mapping with the key type)");
      return;
    }
    var installed = components.find(kind, type);
    if (installed == null) {
      problems.add(path, type + " is not installed" + instead(kind, type));
      return;
    }
    var bound = ComponentChoice.bind(installed.provider(), node, problems, path, on);
    assert bound != null || !on || !problems.isEmpty();
    if (on
        && installed.provider() instanceof FilterProvider<?> filter
        && ComponentChoice.mode(node) == FilterMode.SHADOW) {
      shadowed(filter.phase(), path, type);
    }
  }

  /** Whoever leaves a door open should know that it is one. */
  private void shadowed(FilterPhase phase, String path, String type) {
    var lets =
        switch (phase) {
          case AUTHENTICATION, AUTHORIZATION ->
              " asks NOBODY who they are: EVERY request passes, with or without credentials";
          case CSRF -> " protects NOBODY: requests that other sites forge pass";
          case ACCESS -> " refuses nobody: requests that it would block pass";
          case RATE_LIMIT, USER_LIMIT -> " limits nobody";
          default -> " changes nothing";
        };
    var door =
        phase == FilterPhase.CSRF
            || phase == FilterPhase.AUTHENTICATION
            || phase == FilterPhase.AUTHORIZATION
            || phase == FilterPhase.ACCESS;
    problems.advise(
        !door,
        path + ".mode",
        "in shadow, " + type + lets + " (better: enforce, once it is tried)");
  }

  /** Whether a choice is a filter that finds out who sends a request. */
  boolean authenticates(ConfigNode node) {
    var type = ComponentChoice.type(node);
    var installed = type == null ? null : components.find(ComponentKind.FILTER, type);
    try {
      return installed != null
          && installed.provider() instanceof FilterProvider<?> provider
          && provider.phase() == FilterPhase.AUTHENTICATION;
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  /** What is installed instead, and what could not be loaded: the cause may be there. */
  private String instead(ComponentKind kind, String type) {
    var types = components.from(kind);
    var own = components.of(kind);
    var names = new TreeSet<String>();
    types.forEach((name, from) ->
        names.add(
            own.containsKey(name) && own.get(name).builtIn() ? name : name + " from " + from));
    var text = new StringBuilder(Problems.suggestion(type, types.keySet()));
    text.append(" (installed: ").append(names.isEmpty() ? "none" : String.join(", ", names));
    for (var failure : components.failures()) {
      text.append("; not loaded: ").append(failure);
    }
    return text.append(')').toString();
  }
}
