package io.servex.server.config;

import java.util.Map;

/**
 * Lays the settings of the key {@code preset} below a configuration. Mappings are joined key by
 * key, at any depth; a list or a plain value of the configuration stands in the place of the
 * preset's, and a blank one counts as absent.
 */
final class PresetLayer {
  private static final String KEY = "preset";
  private static final String VARIABLE = ServexConfig.VARIABLES + "_PRESET";

  private PresetLayer() {}

  /**
   * Does nothing where no preset is named, or none of that name is there, which is found when all
   * is bound.
   */
  static void underlay(ConfigNode.Mapping root, Map<String, Environment.Variable> variables) {
    var variable = variables.get(VARIABLE);
    if (variable != null) {
      var node = new ConfigNode.Scalar(variable.place(), variable.text());
      Environment.put(root, KEY, variable.place(), node);
    }
    if (root.entries().get(KEY) instanceof ConfigNode.Scalar(_, var name)) {
      for (var preset : Preset.values()) {
        if (preset.key().equalsIgnoreCase(name)) {
          below(root, settings(preset));
        }
      }
    }
  }

  private static ConfigNode.Mapping settings(Preset preset) {
    var problems = new Problems();
    var settings = new YamlReader("preset " + preset.key(), problems).read(preset.yaml());
    if (settings == null) {
      throw new IllegalStateException(problems.render());
    }
    return settings;
  }

  private static void below(ConfigNode.Mapping over, ConfigNode.Mapping preset) {
    preset
        .entries()
        .forEach((key, value) -> {
          var given = over.entries().get(key);
          if (given == null || given instanceof ConfigNode.Scalar(_, var text) && text.isEmpty()) {
            Environment.put(over, key, preset.keys().getOrDefault(key, value.place()), value);
          } else if (given instanceof ConfigNode.Mapping inner
              && value instanceof ConfigNode.Mapping settings) {
            below(inner, settings);
          }
        });
  }
}
