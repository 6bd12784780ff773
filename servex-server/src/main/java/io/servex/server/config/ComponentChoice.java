package io.servex.server.config;

import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.ComponentProvider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the choice of a component: a type's name, or a mapping with its settings. */
public final class ComponentChoice {
  private static final String TYPE = "type";
  static final String MODE = "mode";

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
    return bind(provider, node, problems, path, true);
  }

  /**
   * Binds the settings to the record of the type's provider.
   *
   * @param path where the choice stands
   * @param on whether a component will be made of it: if not, what the record refuses is advice
   * @return the settings; of no use when there are problems, and null when the record refused them
   */
  public static <C extends Record> @Nullable C bind(
      ComponentProvider<C> provider, ConfigNode node, Problems problems, String path, boolean on) {
    var binder = new RecordBinder(problems, !on);
    if (!(provider instanceof FilterProvider<?>)) {
      return binder.bind(provider.configType(), without(node, TYPE), path);
    }
    if (mode(node) == null) {
      problems.root(path, node);
      problems.add(path + "." + MODE, text(node, MODE) + " (expected: one of enforce, shadow)");
    }
    var settings = without(without(node, TYPE), MODE);
    return binder.bind(provider.configType(), settings, path);
  }

  /** Whether a filter is obeyed; null when the choice says neither. */
  public static @Nullable FilterMode mode(ConfigNode node) {
    return switch (text(node, MODE).toLowerCase(Locale.ROOT)) {
      case "", "enforce" -> FilterMode.ENFORCE;
      case "shadow" -> FilterMode.SHADOW;
      default -> null;
    };
  }

  private static String text(ConfigNode node, String key) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      return "";
    }
    return switch (mapping.entries().get(key)) {
      case ConfigNode.Scalar(_, var text) -> text;
      case null -> "";
      default -> "not a single value";
    };
  }

  /** The settings of a choice, without its type. */
  static ConfigNode settings(ConfigNode node) {
    return without(node, TYPE);
  }

  /** The settings without a key that is the gateway's own. */
  private static ConfigNode without(ConfigNode node, String key) {
    var settings = ConfigNode.Mapping.empty(node.place());
    if (node instanceof ConfigNode.Mapping mapping) {
      settings.entries().putAll(mapping.entries());
      settings.keys().putAll(mapping.keys());
      settings.entries().remove(key);
      settings.keys().remove(key);
    }
    return settings;
  }
}
