package io.servex.server.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Lays environment variables over a configuration: {@code SERVEX_SERVER_READ_TIMEOUT} is {@code
 * server.read_timeout}. Lists are separated by commas; {@code \,} is a comma inside an element.
 */
final class Environment {
  private static final Set<String> SECTIONS = Set.of("server", "proxy", "logging");

  private Environment() {}

  static void overlay(ConfigNode.Mapping root, Map<String, String> environment) {
    Map<String, Class<? extends Record>> sections = new LinkedHashMap<>();
    sections.put("server", ServerSection.class);
    sections.put("proxy", ProxySection.class);
    sections.put("logging", LoggingSection.class);
    assert sections.keySet().equals(SECTIONS);
    sections.forEach((name, type) ->
        section(root, name, "SERVEX_" + name.toUpperCase(Locale.ROOT), type, environment));
  }

  private static void section(
      ConfigNode.Mapping parent,
      String key,
      String variable,
      Class<? extends Record> type,
      Map<String, String> environment) {
    if (environment.keySet().stream().noneMatch(name -> name.startsWith(variable + "_"))) {
      return;
    }
    var place = Place.of(variable);
    if (!(parent.entries().get(key) instanceof ConfigNode.Mapping)) {
      parent.entries().put(key, ConfigNode.Mapping.empty(place));
      parent.keys().put(key, place);
    }
    if (!(parent.entries().get(key) instanceof ConfigNode.Mapping mapping)) {
      return;
    }
    for (var component : type.getRecordComponents()) {
      component(mapping, component, variable, environment);
    }
  }

  private static void component(
      ConfigNode.Mapping mapping,
      RecordComponent component,
      String prefix,
      Map<String, String> environment) {
    var key = RecordBinder.key(component.getName());
    var variable = prefix + "_" + key.toUpperCase(Locale.ROOT);
    Type type = component.getType();
    if (component.getType().isRecord()
        && component.getType() != io.servex.api.plugin.ByteSize.class) {
      section(mapping, key, variable, component.getType().asSubclass(Record.class), environment);
      return;
    }
    var value = environment.get(variable);
    var scalarOnly = type != Map.class && type != ConfigNode.class;
    if (value == null || value.isEmpty() || !scalarOnly || key.equals("rules")) {
      return;
    }
    var place = Place.of(variable);
    mapping.keys().put(key, place);
    mapping
        .entries()
        .put(key, type == List.class ? list(value, place) : new ConfigNode.Scalar(place, value));
  }

  private static ConfigNode list(String value, Place place) {
    List<ConfigNode> items =
        java.util.Arrays.stream(value.split("(?<!\\\\),", -1))
            .map(item -> item.strip().replace("\\,", ","))
            .filter(item -> !item.isEmpty())
            .<ConfigNode>map(item -> new ConfigNode.Scalar(place, item))
            .toList();
    return new ConfigNode.Sequence(place, items);
  }

  /** Reads the lines of a {@code .env} file. */
  static Map<String, String> parse(List<String> lines) {
    Map<String, String> values = new LinkedHashMap<>();
    for (var raw : lines) {
      var line = raw.strip();
      if (line.startsWith("export ")) {
        line = line.substring(7).strip();
      }
      var equals = line.indexOf('=');
      if (line.startsWith("#") || equals <= 0) {
        continue;
      }
      values.put(line.substring(0, equals).strip(), unquote(line.substring(equals + 1).strip()));
    }
    return values;
  }

  private static String unquote(String value) {
    for (var quote : List.of("\"", "'")) {
      if (value.length() >= 2 && value.startsWith(quote) && value.endsWith(quote)) {
        return value.substring(1, value.length() - 1);
      }
    }
    var comment = value.indexOf(" #");
    return comment < 0 ? value : value.substring(0, comment).strip();
  }
}
