package io.servex.core.decode;

import static io.servex.core.decode.ByteClasses.TOKEN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What can be read of the request line of bytes that were refused: for those who report, who cannot
 * trust it. Both are empty where the bytes do not begin like a request.
 *
 * @param method the method
 * @param target the target, as it came, of at most {@value #LONGEST} bytes
 */
public record RefusedLine(String method, String target) {
  static final int LONGEST = 1024;

  private static final RefusedLine NONE = new RefusedLine("", "");

  /** Reads what is there. */
  static RefusedLine of(byte[] bytes, int end) {
    var at = 0;
    while (at < end && ByteClasses.is(bytes[at], TOKEN)) {
      at++;
    }
    if (at == 0 || at == end || bytes[at] != ' ') {
      return NONE;
    }
    var target = at + 1;
    var last = target;
    while (last < end && last - target < LONGEST && (bytes[last] & 0xff) > ' ') {
      last++;
    }
    return new RefusedLine(
        new String(bytes, 0, Math.min(at, LONGEST), ISO_8859_1),
        new String(bytes, target, last - target, ISO_8859_1));
  }

  /** Nothing that can be read. */
  static RefusedLine none() {
    return NONE;
  }

  /** The target without its query, which may hold secrets. */
  public String path() {
    var query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
