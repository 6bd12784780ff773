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
    "via"
  };
  private static final int LONGEST = 17;
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
              .filter(id -> id != FieldId.PROXY && id != FieldId.X_USER)
              .filter(id -> LOWER[id].length == wanted)
              .toArray();
    }
  }

  private FieldNames() {}

  static int id(byte[] bytes, int start, int end) {
    var length = end - start;
    if (length <= LONGEST) {
      for (var id : BY_LENGTH[length]) {
        if (startsWith(bytes, start, LOWER[id])) {
          return id;
        }
      }
    }
    if (length >= 6 && startsWith(bytes, start, LOWER[FieldId.PROXY])) {
      return FieldId.PROXY;
    }
    return length >= 7 && startsWith(bytes, start, LOWER[FieldId.X_USER])
        ? FieldId.X_USER
        : FieldId.OTHER;
  }

  private static boolean startsWith(byte[] bytes, int start, byte[] lower) {
    for (var i = 0; i < lower.length; i++) {
      if (HeadFields.lower(bytes[start + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }
}
