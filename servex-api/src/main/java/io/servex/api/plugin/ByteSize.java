package io.servex.api.plugin;

import java.util.Locale;
import java.util.Map;

/**
 * A number of bytes, written in YAML as a plain integer or with a unit, as in {@code 10MB}.
 *
 * <p>Units are {@code B}, {@code KB}, {@code MB}, {@code GB}, {@code KiB}, {@code MiB}, {@code GiB}
 * in any case; all are powers of 1024.
 *
 * @param bytes the number of bytes, 0 or more
 */
public record ByteSize(long bytes) {
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1L << 10,
          "kib", 1L << 10,
          "mb", 1L << 20,
          "mib", 1L << 20,
          "gb", 1L << 30,
          "gib", 1L << 30);

  /** Checks the range. */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " (expected: 0 or more bytes)");
    }
  }

  /**
   * Reads the YAML notation.
   *
   * @param text an integer with or without a unit
   * @return the size
   * @throws IllegalArgumentException if the text is no size, or is larger than {@link
   *     Long#MAX_VALUE} bytes; the message says what was expected
   */
  public static ByteSize parse(String text) {
    var digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    var unit = UNITS.get(text.substring(digits).trim().toLowerCase(Locale.ROOT));
    if (digits == 0 || unit == null) {
      throw expected(text);
    }
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit));
    } catch (ArithmeticException | NumberFormatException e) {
      throw expected(text);
    }
  }

  private static IllegalArgumentException expected(String text) {
    return new IllegalArgumentException(
        text + " (expected: a number of bytes such as 65536, 64KB or 10MiB)");
  }

  /** The shortest notation that {@link #parse} reads back to the same number. */
  @Override
  public String toString() {
    if (bytes != 0 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes != 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    if (bytes != 0 && bytes % (1L << 10) == 0) {
      return (bytes >> 10) + "KiB";
    }
    return Long.toString(bytes);
  }
}
