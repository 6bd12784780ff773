package io.servex.core.decode;

/** What a byte may be part of, as one table look-up. */
final class ByteClasses {
  static final byte TOKEN = 1;
  static final byte VALUE = 2;
  static final byte TARGET = 4;
  static final byte HOST = 8;
  static final byte UNDERSCORE = 16;

  private static final byte[] CLASSES = new byte[256];

  static {
    var punctuation = "!#$%&'*+-.^_`|~";
    for (var b = 0; b < 256; b++) {
      var letterOrDigit = b >= '0' && b <= '9' || (b | 0x20) >= 'a' && (b | 0x20) <= 'z' && b < 128;
      var mask = 0;
      if (letterOrDigit || punctuation.indexOf(b) >= 0) {
        mask |= TOKEN;
      }
      if (b >= ' ' && b != 127 || b == '\t') {
        mask |= VALUE;
      }
      if (b > ' ' && b < 127 && b != '#' && b != '\\') {
        mask |= TARGET;
      }
      if (letterOrDigit || b == '-' || b == '_') {
        mask |= HOST;
      }
      if (b == '_') {
        mask |= UNDERSCORE;
      }
      CLASSES[b] = (byte) mask;
    }
  }

  private ByteClasses() {}

  /** All classes of a byte, as bits. */
  static int of(byte b) {
    return CLASSES[b & 0xff];
  }

  static boolean is(byte b, int mask) {
    return (CLASSES[b & 0xff] & mask) != 0;
  }
}
