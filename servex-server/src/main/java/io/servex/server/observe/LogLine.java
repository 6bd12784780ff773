package io.servex.server.observe;

import io.servex.server.config.LoggingSection.Format;
import io.servex.server.config.LoggingSection.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes one line of a log as bytes: a JSON object, or a text for people.
 *
 * <p>No value can end the line or begin a field: control characters, those of Unicode's second set
 * and the separators of lines among them, are escaped in either format, and bytes that are no UTF-8
 * are read as ISO 8859-1. The array is used again for the next line.
 *
 * <p><b>Threading:</b> confined to its owner.
 */
final class LogLine {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TIME = "{\"time\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LEVEL = "\",\"level\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "\",\"msg\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] JSON_LEVELS = new byte[Level.values().length][];
  private static final byte[][] TEXT_LEVELS = new byte[Level.values().length][];
  private static final int SECOND = "2026-01-01T00:00:00".length();

  static {
    for (var level : Level.values()) {
      var name = level.name();
      JSON_LEVELS[level.ordinal()] =
          name.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
      TEXT_LEVELS[level.ordinal()] =
          (" " + name + (name.length() < 5 ? "  " : " ")).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final boolean json;
  private final byte[] second = new byte[SECOND];
  private byte[] bytes = new byte[1024];
  private int length;
  private long secondOf = Long.MIN_VALUE;

  LogLine(Format format) {
    json = format == Format.JSON;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Begins a line with the time, the level and the message. */
  LogLine begin(long millis, Level level, String message) {
    length = 0;
    if (json) {
      put(TIME);
    }
    time(millis);
    if (json) {
      put(LEVEL);
      put(JSON_LEVELS[level.ordinal()]);
      put(MESSAGE);
      text(message);
    } else {
      put(TEXT_LEVELS[level.ordinal()]);
      plain(message);
    }
    return this;
  }

  private void time(long millis) {
    var seconds = Math.floorDiv(millis, 1000L);
    if (seconds != secondOf) {
      var text = Instant.ofEpochSecond(seconds).toString();
      for (var i = 0; i < SECOND; i++) {
        second[i] = (byte) text.charAt(i);
      }
      secondOf = seconds;
    }
    put(second);
    var rest = (int) Math.floorMod(millis, 1000L);
    put('.');
    put('0' + rest / 100);
    put('0' + rest / 10 % 10);
    put('0' + rest % 10);
    put('Z');
  }

  private void key(LogKey key) {
    if (json) {
      put(',');
      put(key.json);
    } else {
      put(' ');
      put(key.text);
    }
  }

  LogLine add(LogKey key, long value) {
    key(key);
    decimal(value);
    return this;
  }

  LogLine add(LogKey key, double value) {
    key(key);
    if (Double.isFinite(value)) {
      ascii(Double.toString(value));
    } else {
      text(Double.toString(value));
    }
    return this;
  }

  LogLine add(LogKey key, boolean value) {
    key(key);
    put(value ? TRUE : FALSE);
    return this;
  }

  LogLine addNull(LogKey key) {
    key(key);
    put(NULL);
    return this;
  }

  LogLine add(LogKey key, String value) {
    key(key);
    text(value);
    return this;
  }

  /** Adds the bytes from {@code start} to before {@code end}. */
  LogLine add(LogKey key, byte[] value, int start, int end) {
    key(key);
    var quoted = json || mustQuote(value, start, end);
    if (quoted) {
      put('"');
    }
    escaped(value, start, end);
    if (quoted) {
      put('"');
    }
    return this;
  }

  /** Ends the line. */
  LogLine end() {
    if (json) {
      put('}');
    }
    put('\n');
    return this;
  }

  // ---- values

  private void text(String value) {
    var quoted = json || mustQuote(value);
    if (quoted) {
      put('"');
    }
    plain(value);
    if (quoted) {
      put('"');
    }
  }

  private void plain(String value) {
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (c < 0x80) {
        ascii((byte) c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        put(value.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
        i++;
      } else {
        wide(c);
      }
    }
  }

  private static boolean mustQuote(String value) {
    for (var i = 0; i < value.length(); i++) {
      if (!bare(value.charAt(i))) {
        return true;
      }
    }
    return value.isEmpty();
  }

  private static boolean mustQuote(byte[] value, int start, int end) {
    for (var i = start; i < end; i++) {
      if (!bare(value[i])) {
        return true;
      }
    }
    return start == end;
  }

  private static boolean bare(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  }

  private void escaped(byte[] value, int start, int end) {
    var at = start;
    while (at < end) {
      var run = at;
      while (at < end
          && value[at] >= ' '
          && value[at] != '"'
          && value[at] != '\\'
          && value[at] != 0x7f) {
        at++;
      }
      put(value, run, at);
      if (at < end) {
        at = special(value, at, end);
      }
    }
  }

  /** Writes what begins at an index and may not stand as it is; returns the index behind it. */
  private int special(byte[] value, int at, int end) {
    if (value[at] >= 0) {
      ascii(value[at]);
      return at + 1;
    }
    var size = Utf8.size(value, at, end);
    if (size == 0) {
      wide((char) (value[at] & 0xff));
      return at + 1;
    }
    if (size == 4) {
      put(value, at, at + 4);
    } else {
      wide(Utf8.decode(value, at, size));
    }
    return at + size;
  }

  private void ascii(byte b) {
    switch (b) {
      case '"', '\\' -> {
        put('\\');
        put(b);
      }
      case '\n' -> {
        put('\\');
        put('n');
      }
      case '\r' -> {
        put('\\');
        put('r');
      }
      case '\t' -> {
        put('\\');
        put('t');
      }
      default -> {
        if (b < ' ' || b == 0x7f) {
          unicode((char) b);
        } else {
          put(b);
        }
      }
    }
  }

  /** A character of two or three bytes, or half of one that is none. */
  private void wide(char c) {
    if (c < 0xa0
        || c == 0x2028
        || c == 0x2029
        || Character.isSurrogate(c)
        || Character.getType(c) == Character.FORMAT) {
      unicode(c);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6);
      put(0x80 | c & 0x3f);
    } else {
      put(0xe0 | c >> 12);
      put(0x80 | c >> 6 & 0x3f);
      put(0x80 | c & 0x3f);
    }
  }

  private void unicode(char c) {
    put('\\');
    put('u');
    put(HEX[c >> 12]);
    put(HEX[c >> 8 & 15]);
    put(HEX[c >> 4 & 15]);
    put(HEX[c & 15]);
  }

  private void decimal(long value) {
    if (value < 0) {
      put('-');
      if (value <= -10) {
        decimal(-(value / 10));
      }
      put('0' - (int) (value % 10));
      return;
    }
    if (value >= 10) {
      decimal(value / 10);
    }
    put('0' + (int) (value % 10));
  }

  private void ascii(String value) {
    for (var i = 0; i < value.length(); i++) {
      put(value.charAt(i));
    }
  }

  private void put(int b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = (byte) b;
  }

  private void put(byte[] source) {
    put(source, 0, source.length);
  }

  private void put(byte[] source, int start, int end) {
    var more = end - start;
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
    System.arraycopy(source, start, bytes, length, more);
    length += more;
  }
}
