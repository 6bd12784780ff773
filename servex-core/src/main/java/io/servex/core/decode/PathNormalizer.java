package io.servex.core.decode;

import io.servex.api.http.IpLiteral;

/**
 * Makes the path that is matched and authorised: percent-decoded once, repeated slashes collapsed,
 * dot segments removed (RFC 3986 §5.2.4). An encoded slash stays {@code %2F} and separates nothing;
 * an encoded percent sign stays {@code %25}, so that no two paths with different meanings have the
 * same normal form, and the normal form of a normal form is itself.
 *
 * <p>Parameters of segments (RFC 3986 §3.3), as in {@code /a;v=1/b}, are left out: servers of the
 * JVM leave them out too, and would serve what a rule for {@code /a} is to guard under another
 * rule.
 *
 * <p>Refused is what a backend may read as another path than the one that is matched: dot segments
 * beside an encoded slash, a backslash or a parameter ({@code ..%2F}, {@code ..%5C}, {@code ..;x}),
 * overlong UTF-8, control bytes, broken escapes, and what leads above the root.
 */
final class PathNormalizer {
  /** The path cannot be given one meaning. */
  static final int MALFORMED = -1;

  private static final int AMBIGUOUS = -1;

  private PathNormalizer() {}

  /**
   * Normalises a raw path that begins with a slash.
   *
   * @param out takes the normal form; at least as long as the raw path
   * @return the length of the normal form, or {@link #MALFORMED}
   */
  static int normalize(byte[] bytes, int start, int end, byte[] out) {
    var decoded = decode(bytes, start, end, out);
    return decoded == MALFORMED ? MALFORMED : removeDots(out, decoded);
  }

  /** Whether a path is its own normal form for sure: the common case, in one look. */
  static boolean isPlain(byte[] bytes, int start, int end) {
    for (var at = start; at < end; at++) {
      var b = bytes[at];
      if (b == '%'
          || b == ';'
          || b == '/' && at + 1 < end && (bytes[at + 1] == '/' || bytes[at + 1] == '.')) {
        return false;
      }
    }
    return true;
  }

  private static int decode(byte[] bytes, int start, int end, byte[] out) {
    var length = 0;
    for (var at = start; at < end; at++) {
      var b = bytes[at];
      if (b != '%') {
        out[length++] = b;
        continue;
      }
      var value =
          at + 2 < end ? IpLiteral.hex(bytes[at + 1]) << 4 | IpLiteral.hex(bytes[at + 2]) : -1;
      if (value < ' ' || value == 127) {
        return MALFORMED;
      }
      at += 2;
      if (value == '/' || value == '%') {
        out[length++] = '%';
        out[length++] = '2';
        out[length++] = (byte) (value == '/' ? 'F' : '5');
      } else {
        out[length++] = (byte) value;
      }
      if (isOverlong(out, length)) {
        return MALFORMED;
      }
    }
    return length;
  }

  /** Whether the bytes end in UTF-8 that is longer than need be (RFC 3629 §3), as of a slash. */
  private static boolean isOverlong(byte[] out, int length) {
    var last = out[length - 1] & 0xff;
    if (last == 0xc0 || last == 0xc1) {
      return true;
    }
    var before = length < 2 ? 0 : out[length - 2] & 0xff;
    return before == 0xe0 && last >= 0x80 && last < 0xa0
        || before == 0xf0 && last >= 0x80 && last < 0x90;
  }

  private static int removeDots(byte[] path, int end) {
    var length = 0;
    var at = 0;
    while (at < end) {
      var next = at + 1;
      while (next < end && path[next] != '/') {
        next++;
      }
      var size = nameLength(path, at + 1, next);
      var dots = dots(path, at + 1, next);
      if (dots == AMBIGUOUS || dots == 2 && length == 0) {
        return MALFORMED;
      }
      if (dots == 2) {
        length = parent(path, length);
      }
      if (size > 0 && dots == 0) {
        System.arraycopy(path, at, path, length, size + 1);
        length += size + 1;
      } else if (next == end) {
        path[length++] = '/';
      }
      at = next;
    }
    return length;
  }

  /** The length of a segment without its parameters. */
  private static int nameLength(byte[] path, int start, int end) {
    var at = start;
    while (at < end && path[at] != ';') {
      at++;
    }
    return at - start;
  }

  /** How many dots a segment consists of: 1, 2, or 0 for any other; or {@link #AMBIGUOUS}. */
  private static int dots(byte[] path, int start, int end) {
    var piece = start;
    while (true) {
      var nameEnd = piece;
      while (nameEnd < end && path[nameEnd] != ';' && separator(path, nameEnd, end) == 0) {
        nameEnd++;
      }
      var size = nameEnd - piece;
      if ((size == 1 || size == 2) && path[piece] == '.' && path[nameEnd - 1] == '.') {
        return piece == start && nameEnd == end ? size : AMBIGUOUS;
      }
      while (nameEnd < end && separator(path, nameEnd, end) == 0) {
        nameEnd++;
      }
      if (nameEnd == end) {
        return 0;
      }
      piece = nameEnd + separator(path, nameEnd, end);
    }
  }

  /** The length of what some backends take for a slash: 3, 1, or 0 for any other byte. */
  private static int separator(byte[] path, int at, int end) {
    if (path[at] == '\\') {
      return 1;
    }
    return path[at] == '%' && at + 2 < end && path[at + 2] == 'F' ? 3 : 0;
  }

  private static int parent(byte[] path, int length) {
    var at = length - 1;
    while (path[at] != '/') {
      at--;
    }
    return at;
  }
}
