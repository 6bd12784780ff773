package io.servex.plugin.ratelimit;

import io.servex.plugin.ratelimit.store.KeyKind;

/**
 * A hash that nobody outside can compute: SipHash-2-4 under a key of this process. Who chooses the
 * keys of buckets cannot choose where they lie, nor whose bucket they share.
 *
 * <p>Reference: Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012. Text is hashed in
 * words of four UTF-16 units. <b>Threading:</b> immutable.
 */
final class KeyHash {
  private final long k0;
  private final long k1;

  KeyHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  long of(KeyKind kind, String text) {
    var v0 = k0 ^ 0x736f6d6570736575L;
    var v1 = k1 ^ 0x646f72616e646f6dL;
    var v2 = k0 ^ 0x6c7967656e657261L;
    var v3 = k1 ^ 0x7465646279746573L;
    var words = text.length() / 4;
    for (var block = 0; block <= words + 2; block++) {
      var word = block <= words ? word(text, block * 4, kind) : 0;
      v3 ^= word;
      v2 ^= block == words + 1 ? 0xff : 0;
      for (var round = 0; round < 2; round++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** What tells the kinds from each other. */
  private static int tag(KeyKind kind) {
    return switch (kind) {
      case ADDRESS -> 1;
      case HEADER -> 2;
      case USER -> 3;
    };
  }

  /** Four units, or what is left of them with the length and the kind. */
  private static long word(String text, int start, KeyKind kind) {
    var left = text.length() - start;
    if (left >= 4) {
      return text.charAt(start)
          | (long) text.charAt(start + 1) << 16
          | (long) text.charAt(start + 2) << 32
          | (long) text.charAt(start + 3) << 48;
    }
    var word = (long) (text.length() << 8 | tag(kind)) << 48;
    for (var i = 0; i < left; i++) {
      word |= (long) text.charAt(start + i) << 16 * i;
    }
    return word;
  }
}
