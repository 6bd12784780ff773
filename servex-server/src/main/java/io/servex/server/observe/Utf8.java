package io.servex.server.observe;

/** Tells well-formed UTF-8 (RFC 3629) from other bytes. */
final class Utf8 {
  private Utf8() {}

  /** The number of bytes of the character that begins at an index, 2 to 4; 0 when none does. */
  static int size(byte[] bytes, int at, int end) {
    var first = bytes[at] & 0xff;
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    var size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (at + size > end) {
      return 0;
    }
    for (var i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    var second = bytes[at + 1] & 0xff;
    var wrong =
        first == 0xe0 && second < 0xa0
            || first == 0xed && second > 0x9f
            || first == 0xf0 && second < 0x90
            || first == 0xf4 && second > 0x8f;
    return wrong ? 0 : size;
  }

  /** The character of two or three bytes. */
  static char decode(byte[] bytes, int at, int size) {
    return size == 2
        ? (char) ((bytes[at] & 0x1f) << 6 | bytes[at + 1] & 0x3f)
        : (char) ((bytes[at] & 0x0f) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f);
  }
}
