package io.servex.server.embed;

import io.servex.api.plugin.ByteSize;
import io.servex.server.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Keys and values as YAML would have them: texts, lists and maps. */
final class Settings {
  private final Map<String, Object> values;

  Settings() {
    this(Map.of());
  }

  Settings(Map<String, Object> before) {
    values = new LinkedHashMap<>(before);
  }

  /** Sets a key; the last value counts. */
  void put(String key, Object value) {
    values.put(key, plain(value));
  }

  /** Adds to a list. */
  void add(String key, List<Map<String, Object>> items) {
    var list =
        new ArrayList<Object>(values.get(key) instanceof List<?> before ? before : List.of());
    list.addAll(items);
    put(key, list);
  }

  /** Adds to a map. */
  void add(String key, String name, String value) {
    Map<Object, Object> map =
        new LinkedHashMap<>(values.get(key) instanceof Map<?, ?> before ? before : Map.of());
    map.put(name, value);
    put(key, map);
  }

  Map<String, Object> values() {
    return copy(values);
  }

  /** The same map for ever, in the same order. */
  static Map<String, Object> copy(Map<String, Object> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((key, value) -> copy.put(key, plain(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Duration duration -> Durations.format(duration);
      case ByteSize size -> Long.toString(size.bytes());
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case List<?> list -> list.stream().map(Settings::plain).toList();
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
        yield Collections.unmodifiableMap(copy);
      }
      default -> value.toString();
    };
  }
}
