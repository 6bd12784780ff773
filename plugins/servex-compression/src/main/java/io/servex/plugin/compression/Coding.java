package io.servex.plugin.compression;

import java.util.List;
import java.util.Locale;

/** The content codings that the JDK has (RFC 9110 §8.4.1), the preferred one first. */
enum Coding {
  /** RFC 1952. */
  GZIP,
  /** The zlib format of RFC 1950, whatever its name says (RFC 9110 §8.4.1.2). */
  DEFLATE;

  /** The name in the fields. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a coding.
   *
   * @throws IllegalArgumentException if there is none; the message says which there are
   */
  static Coding of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      case "br", "brotli", "zstd" ->
          throw new IllegalArgumentException(
              "encodings: " + name + " is not part of this build (expected: gzip, deflate)");
      default ->
          throw new IllegalArgumentException("encodings: " + name + " (expected: gzip, deflate)");
    };
  }

  /** The codings of some names, in their order. */
  static List<Coding> all(List<String> names) {
    return names.stream().map(Coding::of).distinct().toList();
  }
}
