package io.servex.server.reference;

import com.google.re2j.Pattern;
import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Secret;
import io.servex.server.config.ConfigKey;
import io.servex.server.config.ConfigNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What kind of value a key takes, in the words of the reference. */
enum KeyKind {
  TEXT("string"),
  SECRET("secret"),
  PATH("path"),
  URL("URL"),
  REGEX("regular expression"),
  INTEGER("integer"),
  NUMBER("number"),
  TRUTH("boolean"),
  DURATION("duration"),
  SIZE("size"),
  CHOICE("one of"),
  COMPONENT("type or mapping"),
  SECTION("section"),
  LIST("list"),
  MAPPING("mapping");

  private final String word;

  KeyKind(String word) {
    this.word = word;
  }

  static KeyKind of(Type type) {
    if (type instanceof ParameterizedType) {
      return ConfigKey.element(type) == null ? MAPPING : LIST;
    }
    if (ConfigKey.section(type) != null) {
      return SECTION;
    }
    if (type instanceof Class<?> wanted && wanted.isEnum()) {
      return CHOICE;
    }
    return scalar(type);
  }

  private static KeyKind scalar(Type type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return INTEGER;
    }
    if (type == double.class || type == Double.class) {
      return NUMBER;
    }
    if (type == boolean.class || type == Boolean.class) {
      return TRUTH;
    }
    return type == Duration.class ? DURATION : type == ByteSize.class ? SIZE : text(type);
  }

  private static KeyKind text(Type type) {
    if (type == Secret.class) {
      return SECRET;
    }
    if (type == Path.class) {
      return PATH;
    }
    if (type == URI.class) {
      return URL;
    }
    if (type == Pattern.class) {
      return REGEX;
    }
    if (type == ConfigNode.class || type == Choice.class) {
      return COMPONENT;
    }
    if (type == String.class) {
      return TEXT;
    }
    throw new IllegalArgumentException(type + ": no kind of value");
  }

  /** A type in words: {@code list of string}. */
  static String words(Type type) {
    return switch (of(type)) {
      case LIST -> "list of " + words(ConfigKey.argument(type, 0));
      case MAPPING -> "mapping of " + words(ConfigKey.argument(type, 1));
      case CHOICE -> String.join(", ", choices(type));
      default -> of(type).word;
    };
  }

  /** The constants of a choice, as YAML writes them. */
  static List<String> choices(Type type) {
    return type instanceof Class<?> choice && choice.isEnum()
        ? Arrays.stream(choice.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .toList()
        : List.of();
  }
}
