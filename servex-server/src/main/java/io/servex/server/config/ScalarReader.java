package io.servex.server.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Secret;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values as the Go program's YAML does: whole numbers in any base and with
 * underscores, {@code yes} and {@code on}, durations and sizes with units.
 */
final class ScalarReader {
  private ScalarReader() {}

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is none; the message says what was expected
   */
  static Object read(Class<?> type, String text, @Nullable Range range) {
    if (type == String.class) {
      return text;
    }
    if (type == int.class || type == Integer.class) {
      return (int) whole(text, range, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return whole(text, range, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return fraction(text, range);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(text);
    }
    if (type == Duration.class) {
      return Durations.parse(text);
    }
    if (type == ByteSize.class) {
      var plain = integer(text);
      return plain != null && plain.signum() >= 0 && plain.bitLength() < 64
          ? new ByteSize(plain.longValueExact())
          : ByteSize.parse(text);
    }
    return type.isEnum() ? constant(type, text) : reference(type, text);
  }

  private static Object reference(Class<?> type, String text) {
    if (type == Secret.class) {
      return new Secret(text);
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == URI.class) {
      return uri(text);
    }
    if (type == Pattern.class) {
      return regex(text);
    }
    throw new IllegalArgumentException(text + " (expected: " + type.getSimpleName() + ")");
  }

  /** What stands in for a value that could not be read and has no default. */
  static @Nullable Object standIn(Type type) {
    if (type == String.class) {
      return "";
    }
    if (type == Secret.class || type == Path.class) {
      return reference((Class<?>) type, "");
    }
    if (type == URI.class) {
      return URI.create("http://localhost");
    }
    if (type == Choice.class) {
      var place = Place.of("configuration");
      return new NodeChoice("unknown", ConfigNode.Mapping.empty(place), "");
    }
    if (type == Pattern.class) {
      return Pattern.compile("");
    }
    if (type instanceof Class<?> wanted && wanted.isEnum()) {
      return wanted.getEnumConstants()[0];
    }
    if (type instanceof Class<?> wanted && ConfigKey.section(type) == null) {
      return wanted == boolean.class || wanted == Boolean.class
          ? Boolean.FALSE
          : wanted == ConfigNode.class ? null : read(wanted, "0", null);
    }
    if (type instanceof Class<?>) {
      return null;
    }
    return ConfigKey.element(type) == null ? Map.of() : List.of();
  }

  private static long whole(String text, @Nullable Range range, long largest) {
    var number = integer(text);
    if (number == null) {
      throw new IllegalArgumentException(text + " (expected: a whole number)");
    }
    var least = range == null ? -largest : range.min();
    var most = range == null ? largest : Math.min(range.max(), largest);
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new IllegalArgumentException(text + " (expected: " + shown(range, least, most) + ")");
    }
    return number.longValueExact();
  }

  private static String shown(@Nullable Range range, long least, long most) {
    return range != null && range.max() == Long.MAX_VALUE && most > 1_000_000_000
        ? least + " or more"
        : least + " to " + most;
  }

  /** Decimal, hexadecimal, octal or binary, perhaps with underscores; null for anything else. */
  private static @Nullable BigInteger integer(String text) {
    var plain = text.replace("_", "").toLowerCase(Locale.ROOT);
    var negative = plain.startsWith("-");
    var digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
    var magnitude = magnitude(digits);
    return magnitude != null && negative ? magnitude.negate() : magnitude;
  }

  private static @Nullable BigInteger magnitude(String digits) {
    if (plain(digits)) {
      return BigInteger.valueOf(Long.parseLong(digits));
    }
    if (digits.matches("0x[0-9a-f]{1,16}")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.matches("0b[01]{1,64}")) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (digits.matches("0o?[0-7]{1,22}")) {
      return new BigInteger(digits.replace("o", ""), 8);
    }
    if (digits.matches("[0-9]{1,19}")) {
      return new BigInteger(digits);
    }
    return digits.matches("[0-9]{1,19}\\.0*") ? new BigDecimal(digits).toBigInteger() : null;
  }

  /** Whether a number is written as almost all are: up to 18 digits, of which the first is no 0. */
  private static boolean plain(String digits) {
    for (var i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < (i == 0 ? '1' : '0') || digits.charAt(i) > '9') {
        return false;
      }
    }
    return !digits.isEmpty() && digits.length() <= 18;
  }

  private static Object fraction(String text, @Nullable Range range) {
    if (!text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?")) {
      throw new IllegalArgumentException(text + " (expected: a number)");
    }
    var number = Double.parseDouble(text);
    if (range != null && (number < range.min() || number > range.max())) {
      throw new IllegalArgumentException(
          text + " (expected: " + shown(range, range.min(), range.max()) + ")");
    }
    return number;
  }

  private static Object truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y" -> true;
      case "false", "no", "off", "n" -> false;
      default -> throw new IllegalArgumentException(text + " (expected: true or false)");
    };
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(text + " (expected: a path of the file system)", e);
    }
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          BackendUrl.shown(text) + " (expected: " + BackendUrl.EXPECTED + ")", e);
    }
  }

  private static Pattern regex(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          text + " (expected: a regular expression in RE2 syntax; " + e.getDescription() + ")", e);
    }
  }

  private static Object constant(Class<?> type, String text) {
    var names = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      var name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
      if (name.equals(text.toLowerCase(Locale.ROOT))) {
        return constant;
      }
      names.add(name);
    }
    throw new IllegalArgumentException(
        text
            + " (expected: one of "
            + String.join(", ", names)
            + ")"
            + Problems.suggestion(text, names));
  }
}
