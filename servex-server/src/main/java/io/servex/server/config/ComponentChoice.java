package io.servex.server.config;

import io.servex.api.plugin.ComponentProvider;
import org.jspecify.annotations.Nullable;

/** Reads the choice of a component: a type's name, or a mapping with its settings. */
public final class ComponentChoice {
  private ComponentChoice() {}

  /** The type, or null when none is named. */
  public static @Nullable String type(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar(_, var text) -> text.isEmpty() ? null : text;
      case ConfigNode.Mapping mapping ->
          mapping.entries().get("type") instanceof ConfigNode.Scalar(_, var text) ? text : null;
      case ConfigNode.Sequence _ -> null;
    };
  }

  /**
   * Binds the settings to the record of the type's provider.
   *
   * @param path where the choice stands
   * @return the settings; of no use when there are problems
   */
  public static <C extends Record> @Nullable C bind(
      ComponentProvider<C> provider, ConfigNode node, Problems problems, String path) {
    return new RecordBinder(problems).bind(provider.configType(), settings(node), path);
  }

  /** The settings without the type. */
  private static ConfigNode settings(ConfigNode node) {
    var settings = ConfigNode.Mapping.empty(node.place());
    if (node instanceof ConfigNode.Mapping mapping) {
      settings.entries().putAll(mapping.entries());
      settings.keys().putAll(mapping.keys());
      settings.entries().remove("type");
      settings.keys().remove("type");
    }
    return settings;
  }
}
