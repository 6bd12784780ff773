package io.servex.core.decode;

import java.io.Serial;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the path that is matched and authorised: percent-decoded once, repeated slashes collapsed,
 * dot segments removed (RFC 3986 §5.2.4). An encoded slash stays as it was written and separates
 * nothing.
 */
final class PathNormalizer {
  private PathNormalizer() {}

  /** The path cannot be given one meaning. */
  static final class MalformedPathException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    MalformedPathException() {
      super("malformed path", null, false, false);
    }
  }

  /**
   * Normalises a raw path that begins with a slash.
   *
   * @return null when it is normal already
   * @throws MalformedPathException if an escape is broken or hides a control byte, or the dot
   *     segments lead above the root
   */
  static byte @Nullable [] normalize(byte[] bytes, int start, int end)
      throws MalformedPathException {
    return isNormal(bytes, start, end) ? null : removeDots(decode(bytes, start, end));
  }

  private static boolean isNormal(byte[] bytes, int start, int end) {
    for (var at = start; at < end; at++) {
      var b = bytes[at];
      if (b == '%' || b == '/' && at + 1 < end && (bytes[at + 1] == '/' || bytes[at + 1] == '.')) {
        return false;
      }
    }
    return true;
  }

  private static byte[] decode(byte[] bytes, int start, int end) throws MalformedPathException {
    var decoded = new byte[end - start];
    var length = 0;
    for (var at = start; at < end; at++) {
      var b = bytes[at];
      if (b != '%') {
        decoded[length++] = b;
        continue;
      }
      if (at + 2 >= end) {
        throw new MalformedPathException();
      }
      var value = hex(bytes[at + 1]) << 4 | hex(bytes[at + 2]);
      if (value < ' ' || value == 127) {
        throw new MalformedPathException();
      }
      if (value == '/') {
        decoded[length++] = '%';
        decoded[length++] = '2';
        decoded[length++] = 'F';
      } else {
        decoded[length++] = (byte) value;
      }
      at += 2;
    }
    return Arrays.copyOf(decoded, length);
  }

  private static int hex(byte b) throws MalformedPathException {
    var digit = Character.digit(b, 16);
    if (digit < 0) {
      throw new MalformedPathException();
    }
    return digit;
  }

  private static byte[] removeDots(byte[] path) throws MalformedPathException {
    var out = new byte[path.length];
    var length = 0;
    var at = 0;
    while (at < path.length) {
      var next = at + 1;
      while (next < path.length && path[next] != '/') {
        next++;
      }
      var size = next - at - 1;
      var last = next == path.length;
      var dot = size == 1 && path[at + 1] == '.';
      var dots = size == 2 && path[at + 1] == '.' && path[at + 2] == '.';
      if (dots) {
        length = parent(out, length);
      }
      if (size > 0 && !dot && !dots) {
        System.arraycopy(path, at, out, length, size + 1);
        length += size + 1;
      } else if (last) {
        out[length++] = '/';
      }
      at = next;
    }
    if (length == 0) {
      out[length++] = '/';
    }
    return Arrays.copyOf(out, length);
  }

  private static int parent(byte[] out, int length) throws MalformedPathException {
    if (length == 0) {
      throw new MalformedPathException();
    }
    var at = length - 1;
    while (out[at] != '/') {
      at--;
    }
    return at;
  }
}
