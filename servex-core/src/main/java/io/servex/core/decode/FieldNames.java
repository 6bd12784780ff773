package io.servex.core.decode;

import java.nio.charset.StandardCharsets;

/** Recognises the names of {@link FieldId}'s fields in their bytes. */
final class FieldNames {
  private static final String[] NAMES = {
    "",
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "keep-alive",
    "proxy-",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "authorization",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-real-ip",
    "x-request-id",
    "forwarded",
    "x-user-",
    "content-type",
    "http2-settings",
    "date",
    "user-agent",
    "via",
    "x-forwarded-",
    "traceparent",
    "tracestate"
  };
  private static final int LONGEST = 17;
  private static final int SHORTEST_PREFIX = 6;
  private static final int[] PREFIXES = {FieldId.PROXY, FieldId.X_FORWARDED_OTHER, FieldId.X_USER};
  private static final byte[][] LOWER = new byte[NAMES.length][];
  private static final int[][] BY_LENGTH = new int[LONGEST + 1][];

  static {
    for (var id = 0; id < NAMES.length; id++) {
      LOWER[id] = NAMES[id].getBytes(StandardCharsets.US_ASCII);
    }
    for (var length = 0; length <= LONGEST; length++) {
      var wanted = length;
      BY_LENGTH[length] =
          java.util.stream.IntStream.range(1, NAMES.length)
              .filter(id -> LOWER[id][LOWER[id].length - 1] != '-')
              .filter(id -> LOWER[id].length == wanted)
              .toArray();
    }
  }

  private FieldNames() {}

  static int id(byte[] bytes, int start, int end) {
    return id(bytes, start, end, false);
  }

  /**
   * The same for a name that stands in no buffer, without making a copy of it.
   *
   * @param name ASCII characters
   */
  static int id(String name) {
    var length = name.length();
    if (length <= LONGEST) {
      for (var id : BY_LENGTH[length]) {
        if (startsWith(name, LOWER[id])) {
          return id;
        }
      }
    }
    for (var id : PREFIXES) {
      if (length >= LOWER[id].length && startsWith(name, LOWER[id])) {
        return id;
      }
    }
    return FieldId.OTHER;
  }

  private static boolean startsWith(String name, byte[] lower) {
    for (var i = 0; i < lower.length; i++) {
      if (HeadFields.lower((byte) name.charAt(i)) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /** The same for those who take an underscore for a hyphen, as CGI does. */
  static int foldedId(byte[] bytes, int start, int end) {
    return id(bytes, start, end, true);
  }

  private static int id(byte[] bytes, int start, int end, boolean folded) {
    var length = end - start;
    if (length <= LONGEST) {
      for (var id : BY_LENGTH[length]) {
        if (startsWith(bytes, start, LOWER[id], folded)) {
          return id;
        }
      }
    }
    var first = length < SHORTEST_PREFIX ? 0 : bytes[start] | 0x20;
    if (first == 'p') {
      return prefix(bytes, start, length, FieldId.PROXY, folded);
    }
    if (first != 'x') {
      return FieldId.OTHER;
    }
    var id = prefix(bytes, start, length, FieldId.X_FORWARDED_OTHER, folded);
    return id == FieldId.OTHER ? prefix(bytes, start, length, FieldId.X_USER, folded) : id;
  }

  private static int prefix(byte[] bytes, int start, int length, int id, boolean folded) {
    return length >= LOWER[id].length && startsWith(bytes, start, LOWER[id], folded)
        ? id
        : FieldId.OTHER;
  }

  static boolean startsWith(byte[] bytes, int start, byte[] lower, boolean folded) {
    for (var i = 0; i < lower.length; i++) {
      var b = HeadFields.lower(bytes[start + i]);
      if (b != lower[i] && !(folded && b == '_' && lower[i] == '-')) {
        return false;
      }
    }
    return true;
  }
}
