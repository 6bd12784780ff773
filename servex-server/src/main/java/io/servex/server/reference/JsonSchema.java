package io.servex.server.reference;

import io.servex.api.plugin.Range;
import io.servex.server.config.ConfigKey;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.SectionKeys;
import io.servex.server.config.ServexConfig;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the JSON Schema (draft 2020-12) that editors complete and check a configuration by. It
 * knows types and ranges; what only makes sense together, and what is on a machine, {@code servex
 * validate} alone can say.
 */
public final class JsonSchema {
  private static final String DURATION =
      "^(0|(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w))+)$";
  private static final String SIZE = "^[0-9]+ *([bB]|[kKmMgG][iI]?[bB])?$";
  private static final String INTEGER =
      "^[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|[0-9][0-9_]*)$";
  private static final String TRUTH =
      "^([tT]rue|[fF]alse|TRUE|FALSE|[yY]es|[nN]o|YES|NO|[oO]n|[oO]ff|ON|OFF|[yYnN])$";

  private final SectionKeys keys;

  private JsonSchema(SectionKeys keys) {
    this.keys = keys;
  }

  /** Writes the schema. */
  public static String text(SectionKeys keys) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Configuration of Servex");
    schema.putAll(new JsonSchema(keys).section(ConfigKey.of(ServexConfig.class)));
    var mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return mapper.writeValueAsString(schema) + "\n";
  }

  private Map<String, Object> section(List<ConfigKey> section) {
    Map<String, Object> properties = new LinkedHashMap<>();
    var required = new ArrayList<String>();
    for (var key : section) {
      properties.put(key.name(), property(key));
      if (!key.optional() && key.fallback() == null) {
        required.add(key.name());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", List.of("object", "null"));
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private Map<String, Object> property(ConfigKey key) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", key.description());
    schema.putAll(key.type() == ConfigNode.class ? chosen(key) : value(key.type()));
    range(schema, key.range());
    var fallback = key.fallback();
    if (fallback != null && KeyKind.of(key.type()) != KeyKind.SECTION) {
      schema.put("default", plain(key.type(), fallback));
    }
    return schema;
  }

  /** Numbers in another base than ten are texts to JSON, and beyond the reach of a range. */
  private static void range(Map<String, Object> schema, @Nullable Range range) {
    if (range != null) {
      schema.put("minimum", range.min());
      if (range.max() != Long.MAX_VALUE) {
        schema.put("maximum", range.max());
      }
    }
  }

  private Map<String, Object> value(Type type) {
    return switch (KeyKind.of(type)) {
      case TEXT, SECRET, PATH -> Map.of("type", List.of("string", "number", "boolean", "null"));
      case URL -> map("type", "string", "pattern", "^[hH][tT][tT][pP][sS]?://");
      case REGEX -> Map.of("type", List.of("string", "number", "null"));
      case INTEGER -> map("type", List.of("integer", "string", "null"), "pattern", INTEGER);
      case NUMBER -> Map.of("type", List.of("number", "null"));
      case TRUTH -> map("type", List.of("boolean", "string", "null"), "pattern", TRUTH);
      case DURATION ->
          map(
              "type",
              List.of("string", "integer", "null"),
              "pattern",
              DURATION,
              "maximum",
              0,
              "minimum",
              0);
      case SIZE -> map("type", List.of("integer", "string", "null"), "pattern", SIZE, "minimum", 0);
      case CHOICE -> Map.of("anyOf", List.of(Map.of("enum", choices(type)), anyCase(type)));
      case COMPONENT -> component();
      case SECTION -> section(ConfigKey.of(sectionOf(type)));
      case LIST ->
          map("type", List.of("array", "null"), "items", value(ConfigKey.argument(type, 0)));
      case MAPPING ->
          map(
              "type",
              List.of("object", "null"),
              "additionalProperties",
              value(ConfigKey.argument(type, 1)));
    };
  }

  private static List<@Nullable String> choices(Type type) {
    var choices = new ArrayList<@Nullable String>();
    choices.addAll(KeyKind.choices(type));
    choices.add(null);
    return choices;
  }

  /** The same in upper case, or in both: to editors {@code enum} is what they offer. */
  private static Map<String, Object> anyCase(Type type) {
    var pattern = new StringBuilder("^(");
    for (var choice : KeyKind.choices(type)) {
      pattern.append(pattern.length() > 2 ? "|" : "");
      choice
          .chars()
          .forEach(c -> {
            var letter = (char) c;
            var upper = Character.toUpperCase(letter);
            pattern.append(upper == letter ? String.valueOf(letter) : "[" + letter + upper + "]");
          });
    }
    return map("type", "string", "pattern", pattern.append(")$").toString());
  }

  /** A section that filters read; it may be incomplete while it is off. */
  private Map<String, Object> chosen(ConfigKey key) {
    var below = keys.below(key);
    if (below == null) {
      return component();
    }
    var section = section(below);
    section.remove("required");
    return section;
  }

  /** A type's name, or a mapping with it; its settings are known to its provider alone. */
  private static Map<String, Object> component() {
    return map(
        "type",
        List.of("string", "object", "null"),
        "properties",
        Map.of("type", Map.of("type", "string")));
  }

  private static Class<? extends Record> sectionOf(Type type) {
    var section = ConfigKey.section(type);
    if (section == null) {
      throw new IllegalArgumentException(type + ": no section");
    }
    return section;
  }

  private static Object plain(Type type, String text) {
    return switch (KeyKind.of(type)) {
      case INTEGER -> Long.valueOf(text);
      case NUMBER -> Double.valueOf(text);
      case TRUTH -> Boolean.valueOf(text);
      case LIST -> ConfigKey.items(text);
      case MAPPING -> Map.of();
      default -> text;
    };
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (var i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
