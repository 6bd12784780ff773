package io.servex.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A piece of configuration that knows where it stands. */
public sealed interface ConfigNode {
  /** Where it begins. */
  Place place();

  /** The value alone, in one form for all ways to write it: equal texts mean equal values. */
  default String canonical() {
    return switch (this) {
      case Scalar(_, var text) -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case Sequence(_, var items) -> items.stream().map(ConfigNode::canonical).toList().toString();
      case Mapping(_, var entries, _) -> {
        var sorted = new TreeMap<String, String>();
        entries.forEach((key, value) -> sorted.put(key, value.canonical()));
        yield sorted.toString();
      }
    };
  }

  /**
   * A single value.
   *
   * @param place where it begins
   * @param text as it is written, without quotes
   */
  record Scalar(Place place, String text) implements ConfigNode {}

  /** Values in order. */
  record Sequence(Place place, List<ConfigNode> items) implements ConfigNode {}

  /**
   * Values by key, in the order of the file.
   *
   * @param place where it begins
   * @param entries the values; open to additions while a configuration is put together
   * @param keys where the keys stand
   */
  record Mapping(Place place, Map<String, ConfigNode> entries, Map<String, Place> keys)
      implements ConfigNode {
    /** A mapping without entries. */
    static Mapping empty(Place place) {
      return new Mapping(place, new LinkedHashMap<>(), new LinkedHashMap<>());
    }
  }
}
