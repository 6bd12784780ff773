package io.servex.server.config;

import io.servex.api.plugin.ComponentProvider;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Lays environment variables over the sections that filters read, such as {@code cors}. The record
 * of the installed filter says which keys there are and which of them are lists. A section that
 * nobody reads takes each variable as it is, so that its being on is seen.
 */
final class SectionVariables {
  private final Components components;
  private final Map<String, Environment.Variable> variables;

  private SectionVariables(Components components, Map<String, Environment.Variable> variables) {
    this.components = components;
    this.variables = Map.copyOf(variables);
  }

  static void overlay(
      ConfigNode.Mapping root, Components components, Map<String, Environment.Variable> variables) {
    var sections = new SectionVariables(components, variables);
    for (var key : ConfigKey.of(ServexConfig.class)) {
      if (key.type() == ConfigNode.class) {
        sections.section(root, key.name());
      }
    }
  }

  /** Whether some of the variables are about a section. */
  static boolean any(String section, Set<String> variables) {
    return variables.stream().anyMatch(one -> one.startsWith(prefix(section)));
  }

  private static String prefix(String section) {
    return ServexConfig.VARIABLES + "_" + section.toUpperCase(Locale.ROOT) + "_";
  }

  private void section(ConfigNode.Mapping root, String name) {
    var prefix = prefix(name);
    var own = new HashMap<>(variables);
    own.keySet().removeIf(variable -> !variable.startsWith(prefix));
    if (own.isEmpty()) {
      return;
    }
    var section = Environment.below(root, name, own.values().iterator().next().place());
    if (section == null) {
      return;
    }
    var filter = components.find(ComponentKind.FILTER, name);
    if (filter == null) {
      own.forEach((variable, value) -> raw(section, variable.substring(prefix.length()), value));
      return;
    }
    for (var type : FilterBlock.types(name)) {
      var part = components.find(ComponentKind.FILTER, type);
      if (part != null) {
        part(section, part.provider(), FilterBlock.onOff(type), prefix, own);
      }
    }
  }

  /** What one of the filters reads that a section configures. */
  private static void part(
      ConfigNode.Mapping section,
      ComponentProvider<?> provider,
      String onOff,
      String prefix,
      Map<String, Environment.Variable> own) {
    var on = own.get(prefix + onOff.toUpperCase(Locale.ROOT));
    if (on != null) {
      raw(section, onOff, new Environment.Variable(on.place(), Environment.truth(on.text())));
    }
    Environment.overlay(
        section, provider.configType(), prefix.substring(0, prefix.length() - 1), own);
  }

  private static void raw(ConfigNode.Mapping section, String key, Environment.Variable value) {
    Environment.put(
        section,
        key.toLowerCase(Locale.ROOT),
        value.place(),
        new ConfigNode.Scalar(value.place(), value.text()));
  }
}
