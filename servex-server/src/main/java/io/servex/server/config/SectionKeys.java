package io.servex.server.config;

import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are below a key, also of the sections that filters read: there the filters that are
 * installed say what they read.
 */
public final class SectionKeys {
  private final Map<String, List<ConfigKey>> sections;

  private SectionKeys(Map<String, List<ConfigKey>> sections) {
    this.sections = Map.copyOf(sections);
  }

  /** With what is installed. */
  public static SectionKeys of(Components components) {
    var sections = new LinkedHashMap<String, List<ConfigKey>>();
    for (var key : ConfigKey.of(ServexConfig.class)) {
      var keys = key.type() == ConfigNode.class ? keys(key.name(), components) : null;
      if (keys != null) {
        sections.put(key.name(), keys);
      }
    }
    return new SectionKeys(sections);
  }

  private static @Nullable List<ConfigKey> keys(String section, Components components) {
    var keys = new LinkedHashMap<String, ConfigKey>();
    for (var type : FilterBlock.types(section)) {
      var installed = components.find(ComponentKind.FILTER, type);
      if (installed == null) {
        return null;
      }
      var onOff = FilterBlock.onOff(type);
      keys.put(onOff, onOff(onOff, type));
      ConfigKey.of(installed.provider().configType())
          .forEach(key -> keys.putIfAbsent(key.name(), key));
    }
    keys.put(ComponentChoice.MODE, mode());
    return new ArrayList<>(keys.values());
  }

  /** A section that has no switch of its own is on where it says anything. */
  private static ConfigKey onOff(String name, String type) {
    return type.equals("filter")
        ? new ConfigKey(
            name,
            boolean.class,
            true,
            null,
            "Whether it is on; as any rule would say",
            null,
            false,
            "")
        : new ConfigKey(name, boolean.class, false, "false", "Whether it is on", null, false, "");
  }

  private static ConfigKey mode() {
    return new ConfigKey(
        ComponentChoice.MODE,
        FilterMode.class,
        false,
        "enforce",
        "With `shadow`, what would be done is counted and logged, and nothing comes of it",
        null,
        false,
        "");
  }

  /** The keys below a key, or below each element of its list; null where it has none. */
  public @Nullable List<ConfigKey> below(ConfigKey key) {
    if (key.type() == ConfigNode.class) {
      return sections.get(key.name());
    }
    var element = ConfigKey.element(key.type());
    var section = ConfigKey.section(element == null ? key.type() : element);
    return section == null ? null : ConfigKey.of(section);
  }
}
