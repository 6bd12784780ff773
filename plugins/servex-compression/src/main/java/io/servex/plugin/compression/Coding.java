package io.servex.plugin.compression;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The content codings (RFC 9110 §8.4.1), the preferred one first. */
enum Coding {
  /** RFC 8878, by zstd-jni where it is there. */
  ZSTD,
  /** RFC 7932, by brotli4j where it is there. */
  BR,
  /** RFC 1952. */
  GZIP,
  /** The zlib format of RFC 1950, whatever its name says (RFC 9110 §8.4.1.2). */
  DEFLATE;

  /** The name in the fields. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether what makes it is there, and has native code for this machine where it needs it. */
  private boolean there() {
    try {
      return switch (this) {
        case ZSTD -> Zstandard.there();
        case BR -> Brotli.there();
        case GZIP, DEFLATE -> true;
      };
    } catch (LinkageError e) {
      return false;
    }
  }

  /**
   * Makes what compresses bodies.
   *
   * @param level 1 to 9
   */
  BodyEncoder encoder(int level) {
    return switch (this) {
      case ZSTD -> flushes -> new StreamBody(sink -> Zstandard.open(sink, level), flushes);
      case BR -> flushes -> new StreamBody(sink -> Brotli.open(sink, level), flushes);
      case GZIP -> new DeflateEncoder(level, true);
      case DEFLATE -> new DeflateEncoder(level, false);
    };
  }

  /**
   * Finds a coding.
   *
   * @throws IllegalArgumentException if there is none, or none without a library; the message says
   *     which there are
   */
  static Coding of(String name) {
    for (var coding : values()) {
      if (coding.text().equalsIgnoreCase(name)) {
        if (!coding.there()) {
          throw new IllegalArgumentException(
              name
                  + " (expected: with "
                  + (coding == ZSTD ? "zstd-jni.jar" : "brotli4j.jar and its native jar")
                  + " beside the plugin's jar)");
        }
        return coding;
      }
    }
    throw new IllegalArgumentException(
        (name.isEmpty() ? "empty" : name) + " (expected: zstd, br, gzip or deflate)");
  }

  /** The codings of some names, in their order; all that there are where nothing is named. */
  static List<Coding> all(List<String> names) {
    return names.isEmpty()
        ? Arrays.stream(values()).filter(Coding::there).toList()
        : names.stream().map(Coding::of).distinct().toList();
  }
}
