package io.servex.server.config;

import org.jspecify.annotations.Nullable;

/** Reads {@code load_balancing}: a type's name, or a mapping with its settings. */
public final class StrategyChoice {
  private StrategyChoice() {}

  /** The type, or null when none is named. */
  public static @Nullable String type(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar(_, var text) -> text.isEmpty() ? null : text;
      case ConfigNode.Mapping mapping ->
          mapping.entries().get("type") instanceof ConfigNode.Scalar(_, var text) ? text : null;
      case ConfigNode.Sequence _ -> null;
    };
  }

  /** The settings without the type. */
  public static ConfigNode settings(ConfigNode node) {
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
