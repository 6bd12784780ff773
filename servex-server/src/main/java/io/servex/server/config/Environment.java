package io.servex.server.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays environment variables over a configuration: {@code SERVEX_SERVER_READ_TIMEOUT} is {@code
 * server.read_timeout}. Lists are separated by commas; {@code \,} is a comma inside an element. An
 * empty variable is none. Lists of sections (the rules) and mappings have no variables.
 */
final class Environment {
  private static final String PREFIX = ServexConfig.VARIABLES;

  private final Map<String, Variable> variables;

  private Environment(Map<String, Variable> variables) {
    this.variables = variables;
  }

  /**
   * A value and where it was set.
   *
   * @param place the variable, or its line in a file
   * @param text its value, not empty
   */
  record Variable(Place place, String text) {}

  /** Lays variables over the sections that the gateway itself reads. */
  static void overlay(ConfigNode.Mapping root, Map<String, Variable> variables) {
    overlay(root, ServexConfig.class, PREFIX, variables);
  }

  /**
   * Lays variables over one section.
   *
   * @param prefix what their names begin with, without the last underscore
   */
  static void overlay(
      ConfigNode.Mapping mapping,
      Class<? extends Record> section,
      String prefix,
      Map<String, Variable> variables) {
    new Environment(variables).section(mapping, section, prefix);
  }

  private void section(
      ConfigNode.Mapping mapping, Class<? extends Record> section, String variable) {
    for (var key : ConfigKey.of(section)) {
      var name = key.variable(variable);
      var inner = ConfigKey.section(key.type());
      if (name == null) {
        continue;
      }
      if (inner != null && set(name)) {
        var below = below(mapping, key.name(), Place.of(name));
        if (below != null) {
          section(below, inner, name);
        }
      } else if (inner == null && !variable.equals(PREFIX)) {
        value(mapping, key, name);
      }
    }
  }

  private boolean set(String section) {
    return variables.keySet().stream().anyMatch(name -> name.startsWith(section + "_"));
  }

  /** The mapping below a key, made where there is none; null when the file has something else. */
  static ConfigNode.@Nullable Mapping below(ConfigNode.Mapping parent, String key, Place place) {
    var there = parent.entries().get(key);
    if (there == null || there instanceof ConfigNode.Scalar(_, var text) && text.isEmpty()) {
      var made = ConfigNode.Mapping.empty(place);
      parent.keys().putIfAbsent(key, place);
      parent.entries().put(key, made);
      return made;
    }
    return there instanceof ConfigNode.Mapping mapping ? mapping : null;
  }

  private void value(ConfigNode.Mapping mapping, ConfigKey key, String variable) {
    var value = variables.get(variable);
    if (value == null) {
      return;
    }
    put(
        mapping,
        key.name(),
        value.place(),
        ConfigKey.element(key.type()) == null
            ? new ConfigNode.Scalar(value.place(), scalar(key, value.text()))
            : list(value));
  }

  static void put(ConfigNode.Mapping into, String key, Place place, ConfigNode node) {
    into.keys().put(key, place);
    into.entries().put(key, node);
  }

  private static String scalar(ConfigKey key, String text) {
    return key.type() == boolean.class || key.type() == Boolean.class ? truth(text) : text;
  }

  /** The Go program reads more words for a truth here than in YAML. */
  static String truth(String text) {
    return switch (text) {
      case "1", "t", "T" -> "true";
      case "0", "f", "F" -> "false";
      default -> text;
    };
  }

  private static ConfigNode list(Variable value) {
    List<ConfigNode> items =
        Arrays.stream(value.text().split("(?<!\\\\),", -1))
            .map(item -> item.strip().replace("\\,", ","))
            .filter(item -> !item.isEmpty())
            .<ConfigNode>map(item -> new ConfigNode.Scalar(value.place(), item))
            .toList();
    return new ConfigNode.Sequence(value.place(), items);
  }

  /** The variables of the process. */
  static Map<String, Variable> of(Map<String, String> process) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    process.forEach((name, text) -> {
      if (name.startsWith(PREFIX + "_") && !text.isEmpty()) {
        variables.put(name, new Variable(Place.of(name), text));
      }
    });
    return variables;
  }

  /** Reads the lines of a {@code .env} file. */
  static Map<String, Variable> parse(String source, List<String> lines) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      var pair = line.startsWith("export ") ? line.substring(7).strip() : line;
      var equals = pair.indexOf('=');
      if (pair.startsWith("#") || equals <= 0) {
        continue;
      }
      var text = unquoted(pair.substring(equals + 1).strip());
      if (!text.isEmpty()) {
        variables.put(
            pair.substring(0, equals).strip(), new Variable(new Place(source, i + 1, 1), text));
      }
    }
    return variables;
  }

  private static String unquoted(String value) {
    var quote = value.isEmpty() ? ' ' : value.charAt(0);
    if (quote == '"' || quote == '\'') {
      var end = value.indexOf(quote, 1);
      var rest = end < 0 ? "" : value.substring(end + 1).strip();
      if (end > 0 && (rest.isEmpty() || rest.startsWith("#"))) {
        return value.substring(1, end);
      }
    }
    var comment = value.startsWith("#") ? 0 : value.indexOf(" #");
    return comment < 0 ? value : value.substring(0, comment).strip();
  }
}
