package io.servex.dump;

/** Tells text in UTF-8 (RFC 3629) from other bytes. */
final class Utf8 {
  private Utf8() {}

  /**
   * Finds where the text ends.
   *
   * @param bytes the bytes, from index 0
   * @param count how many there are
   * @param cut whether the last character may be incomplete, because the bytes were cut
   * @return the number of bytes that are whole characters: all, or at least all but three where
   *     they were cut; -1 when the bytes are no such text
   */
  static int length(byte[] bytes, int count, boolean cut) {
    var at = 0;
    while (at < count) {
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      var size = size(bytes[at] & 0xff);
      if (size == 0) {
        return -1;
      }
      var there = Math.min(size, count - at);
      if (!continues(bytes, at, there)) {
        return -1;
      }
      if (there < size) {
        return cut ? at : -1;
      }
      at += size;
    }
    return count;
  }

  private static int size(int first) {
    if (first >= 0xc2 && first <= 0xdf) {
      return 2;
    }
    if ((first & 0xf0) == 0xe0) {
      return 3;
    }
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  }

  /** Whether what follows a first byte may follow it: no overlong form, no half of a pair. */
  private static boolean continues(byte[] bytes, int at, int there) {
    for (var i = 1; i < there; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return false;
      }
    }
    if (there < 2) {
      return true;
    }
    var second = bytes[at + 1] & 0xff;
    return switch (bytes[at] & 0xff) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second < 0xa0;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second < 0x90;
      default -> true;
    };
  }
}
