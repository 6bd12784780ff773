package io.servex.server.reference;

import io.servex.server.config.ConfigKey;
import io.servex.server.config.SectionKeys;
import io.servex.server.config.ServexConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Writes the sample: every key with what it does, some of them set, the others commented out with
 * their default or an example. A key is put in force by taking its {@code #} away.
 */
public final class SampleFile {
  private final SectionKeys keys;
  private final Map<String, Object> set;
  private final Map<String, Object> shown;
  private final StringBuilder text = new StringBuilder();

  private SampleFile(SectionKeys keys) {
    this.keys = keys;
    try (InputStream in = SampleFile.class.getResourceAsStream("sample.yaml")) {
      if (in == null) {
        throw new IOException("sample.yaml is missing");
      }
      var mapper = new YAMLMapper();
      List<Map<String, Object>> documents =
          mapper
              .readerFor(new TypeReference<Map<String, Object>>() {})
              .<Map<String, Object>>readValues(in)
              .readAll();
      set = documents.get(0);
      shown = documents.get(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample as a YAML file. */
  public static String yaml(SectionKeys keys) {
    var sample = new SampleFile(keys);
    sample.text.append(
        """
        # Servex: every key. What begins with # and a key is commented out and shows the default or
        # an example; `servex validate -c FILE` checks the file.
        """);
    for (var key : ConfigKey.of(ServexConfig.class)) {
      if (keys.below(key) != null || plain(key)) {
        sample.text.append('\n');
        sample.key(key, 0, "", sample.set, sample.shown);
      }
    }
    return sample.text.toString();
  }

  /** The sample as a file of environment variables. */
  public static String env(SectionKeys keys) {
    var sample = new SampleFile(keys);
    sample.text.append(
        """
        # Servex: every environment variable. What begins with #SERVEX_ is commented out and shows the
        # default or an example. Variables win over the configuration file. Rules are written in YAML.
        """);
    sample.variables(
        ConfigKey.of(ServexConfig.class), ServexConfig.VARIABLES, sample.set, sample.shown);
    return sample.text.toString();
  }

  /** Whether a key is one of the file's own that is no section of a filter. */
  private static boolean plain(ConfigKey key) {
    return KeyKind.of(key.type()) == KeyKind.CHOICE;
  }

  private void section(
      List<ConfigKey> section,
      int indent,
      boolean item,
      Map<String, Object> values,
      Map<String, Object> examples) {
    var first = item;
    for (var key : section) {
      key(key, first ? indent - 2 : indent, first ? "- " : "", values, examples);
      first = false;
    }
  }

  private void key(
      ConfigKey key,
      int indent,
      String dash,
      Map<String, Object> values,
      Map<String, Object> examples) {
    var margin = " ".repeat(indent);
    var mark = values.containsKey(key.name()) ? "" : "#";
    text.append(margin).append("# ").append(key.description()).append('\n');
    text.append(margin).append(mark).append(dash).append(key.name()).append(':');
    var element = ConfigKey.element(key.type());
    var inner = keys.below(key);
    if (inner == null) {
      var value = value(key, values, examples);
      text.append(value == null ? "" : " " + yaml(KeyKind.of(key.type()), key, value)).append('\n');
      return;
    }
    text.append('\n');
    section(
        inner,
        indent + dash.length() + (element == null ? 2 : 4),
        element != null,
        below(values, key.name()),
        below(examples, key.name()));
  }

  private void variables(
      List<ConfigKey> section,
      String variable,
      Map<String, Object> values,
      Map<String, Object> examples) {
    for (var key : section) {
      var name = key.variable(variable);
      var inner = keys.below(key);
      var unbound = variable.equals(ServexConfig.VARIABLES) && inner == null && !plain(key);
      if (name == null || unbound) {
        continue;
      }
      if (inner != null) {
        text.append("\n# ").append(key.description()).append(".\n");
        variables(inner, name, below(values, key.name()), below(examples, key.name()));
      } else {
        var value = value(key, values, examples);
        text.append("# ").append(key.description()).append('\n');
        text.append(values.containsKey(key.name()) ? "" : "#").append(name).append('=');
        text.append(value == null ? "" : variable(value)).append('\n');
      }
    }
  }

  /** What is set, else an example, else the default; null for none of them. */
  private static @Nullable Object value(
      ConfigKey key, Map<String, Object> values, Map<String, Object> examples) {
    var example = values.getOrDefault(key.name(), examples.get(key.name()));
    var fallback = key.fallback();
    if (example != null || fallback == null) {
      return example;
    }
    return switch (KeyKind.of(key.type())) {
      case LIST -> ConfigKey.items(fallback);
      case MAPPING -> Map.of();
      default -> fallback;
    };
  }

  private static String yaml(KeyKind kind, ConfigKey key, Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream()
              .map(item -> yaml(KeyKind.of(ConfigKey.argument(key.type(), 0)), key, item))
              .collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + ": " + quoted(String.valueOf(entry.getValue())))
              .collect(Collectors.joining(", ", "{", "}"));
      default ->
          switch (kind) {
            case TEXT, SECRET, PATH, URL, REGEX -> quoted(value.toString());
            default -> value.toString();
          };
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String variable(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : value.toString();
  }

  /** The values of a section, or of the first of a list. */
  private static Map<String, Object> below(Map<String, Object> values, String key) {
    var value = values.get(key);
    var one = value instanceof List<?> list && !list.isEmpty() ? list.getFirst() : value;
    Map<String, Object> below = new LinkedHashMap<>();
    if (one instanceof Map<?, ?> map) {
      map.forEach((name, item) -> below.put(String.valueOf(name), item));
    }
    return below;
  }
}
