package io.servex.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A piece of configuration that knows where it stands. */
public sealed interface ConfigNode {
  /** Where it begins. */
  Place place();

  /**
   * Where the nearest part of a path stands that is there.
   *
   * @param path from this node on, as messages write it: {@code .key} and {@code [index]}
   */
  default Place nearest(String path) {
    return switch (this) {
      case Scalar(var place, _) -> place;
      case Sequence(var place, var items) -> {
        var end = path.startsWith("[") ? path.indexOf(']') : -1;
        var index = end < 0 ? items.size() : Integer.parseInt(path.substring(1, end));
        yield index < items.size() ? items.get(index).nearest(path.substring(end + 1)) : place;
      }
      case Mapping(var place, var entries, _) -> {
        var rest = path.startsWith(".") ? path.substring(1) : path;
        var key = "";
        for (var one : entries.keySet()) {
          if (one.length() > key.length() && Mapping.begins(rest, one)) {
            key = one;
          }
        }
        var value = entries.get(key);
        yield value == null ? place : value.nearest(rest.substring(key.length()));
      }
    };
  }

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
    private static boolean begins(String path, String key) {
      return path.startsWith(key)
          && (path.length() == key.length() || ".[".indexOf(path.charAt(key.length())) >= 0);
    }

    /** A mapping without entries. */
    static Mapping empty(Place place) {
      return new Mapping(place, new LinkedHashMap<>(4), new LinkedHashMap<>(4));
    }
  }
}
