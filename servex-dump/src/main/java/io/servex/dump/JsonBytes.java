package io.servex.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;

/**
 * Writes JSON (RFC 8259) as UTF-8 into a growing array.
 *
 * <p>It knows texts, not structure: whoever uses it puts the punctuation where it belongs. What it
 * promises is that every string it writes is valid, whatever bytes it is made of.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class JsonBytes {
  private static final int KEPT = 1 << 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  /** What stands behind the backslash; 0 for a byte that stands for itself, 'u' for a number. */
  private static final byte[] ESCAPES = escapes();

  private byte[] bytes = new byte[16 * 1024];
  private int length;

  private static byte[] escapes() {
    var escapes = new byte[128];
    Arrays.fill(escapes, 0, 0x20, (byte) 'u');
    escapes[0x7f] = 'u';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    return escapes;
  }

  /** Begins anew; an array that grew large is not kept. */
  void clear() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[16 * 1024];
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
    }
  }

  /** Appends bytes that are JSON already. */
  JsonBytes raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /** Appends one character of JSON. */
  JsonBytes raw(char json) {
    reserve(1);
    bytes[length++] = (byte) json;
    return this;
  }

  /** Appends a whole number. */
  JsonBytes number(long value) {
    reserve(20);
    var rest = value;
    if (rest < 0) {
      return raw(Long.toString(rest).getBytes(ISO_8859_1));
    }
    var digits = 1;
    for (var limit = 10L; digits < 19 && rest >= limit; limit *= 10) {
      digits++;
    }
    for (var at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Appends a text as a whole string. */
  JsonBytes string(String text) {
    var utf8 = text.getBytes(UTF_8);
    return raw('"').utf8(utf8, 0, utf8.length).raw('"');
  }

  /** Appends a part of a string: bytes of which each is one character. */
  JsonBytes latin1(byte[] text, int start, int end) {
    var at = start;
    while (at < end) {
      var run = plain(text, at, end);
      copy(text, at, run);
      at = run;
      if (at < end) {
        var next = text[at++];
        if (next < 0) {
          reserve(2);
          bytes[length++] = (byte) (0xc0 | (next & 0xff) >>> 6);
          bytes[length++] = (byte) (0x80 | next & 0x3f);
        } else {
          escape(next);
        }
      }
    }
    return this;
  }

  /** Appends a part of a string: bytes that are known to be valid UTF-8. */
  JsonBytes utf8(byte[] text, int start, int end) {
    var at = start;
    while (at < end) {
      var run = at;
      while (run < end && (text[run] < 0 || ESCAPES[text[run]] == 0)) {
        run++;
      }
      copy(text, at, run);
      at = run;
      if (at < end) {
        escape(text[at++]);
      }
    }
    return this;
  }

  /** Appends bytes as a whole string in Base64 (RFC 4648 §4). */
  JsonBytes base64(byte[] data, int count) {
    return raw('"')
        .raw(Base64.getEncoder().encode(count == data.length ? data : Arrays.copyOf(data, count)))
        .raw('"');
  }

  private static int plain(byte[] text, int start, int end) {
    var at = start;
    while (at < end && text[at] >= 0 && ESCAPES[text[at]] == 0) {
      at++;
    }
    return at;
  }

  private void copy(byte[] text, int start, int end) {
    reserve(end - start);
    System.arraycopy(text, start, bytes, length, end - start);
    length += end - start;
  }

  private void escape(byte character) {
    reserve(6);
    var code = ESCAPES[character];
    bytes[length++] = '\\';
    bytes[length++] = code;
    if (code == 'u') {
      bytes[length++] = '0';
      bytes[length++] = '0';
      bytes[length++] = HEX[character >>> 4];
      bytes[length++] = HEX[character & 15];
    }
  }
}
