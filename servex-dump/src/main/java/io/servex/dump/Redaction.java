package io.servex.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;

/** Which fields' values are not shown, and what stands in their place. */
final class Redaction {
  /** What stands in the place of a value, whatever its length. */
  static final byte[] MASK = "********".getBytes(ISO_8859_1);

  private final byte[][] names;

  Redaction(List<String> names) {
    this.names =
        names.stream()
            .map(name -> name.strip().toLowerCase(Locale.ROOT).getBytes(ISO_8859_1))
            .toArray(byte[][]::new);
  }

  /** Whether the value of a field is masked; the name is compared without regard to case. */
  boolean masks(byte[] head, int start, int end) {
    for (var name : names) {
      if (name.length == end - start && equal(name, head, start)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(byte[] lower, byte[] head, int start) {
    for (var i = 0; i < lower.length; i++) {
      var b = head[start + i];
      if (lower[i] != (b >= 'A' && b <= 'Z' ? b | 0x20 : b)) {
        return false;
      }
    }
    return true;
  }
}
