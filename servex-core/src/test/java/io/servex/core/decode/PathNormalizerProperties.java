package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathNormalizerProperties {
  private static byte[] normal(byte[] raw) {
    var out = new byte[raw.length];
    var length = PathNormalizer.normalize(raw, 0, raw.length, out);
    Assume.that(length != PathNormalizer.MALFORMED);
    return Arrays.copyOf(out, length);
  }

  @Property(tries = 3000)
  void isItsOwnNormalForm(@ForAll("paths") String raw) {
    var once = normal(Reading.bytes(raw));

    assertThat(normal(once)).isEqualTo(once);
  }

  @Property(tries = 3000)
  void leavesNoDotSegmentNorEmptyOne(@ForAll("paths") String raw) {
    var bytes = normal(Reading.bytes(raw));
    var once = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);

    assertThat(once).startsWith("/").doesNotContain("//");
    for (var piece : once.split("/|\\\\|%2F", -1)) {
      assertThat(piece.replaceAll(";.*", "")).isNotIn(".", "..");
    }
  }

  @Property(tries = 1000)
  void givesTheSameFormHoweverCharactersAreEscaped(@ForAll("paths") String raw) {
    var spelled = new StringBuilder();
    for (var i = 0; i < raw.length(); i++) {
      var c = raw.charAt(i);
      if (c == '%') {
        spelled.append(raw, i, i + 3);
        i += 2;
      } else if (c == '/') {
        spelled.append(c);
      } else {
        spelled.append('%').append(Integer.toHexString(c));
      }
    }

    assertThat(normal(Reading.bytes(spelled.toString()))).isEqualTo(normal(Reading.bytes(raw)));
  }

  @Property(tries = 1000)
  void isQuickOnlyAboutWhatIsNormal(@ForAll("paths") String raw) {
    var bytes = Reading.bytes(raw);

    if (PathNormalizer.isPlain(bytes, 0, bytes.length)) {
      assertThat(normal(bytes)).isEqualTo(bytes);
    }
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "/", "/", ".", "..", "a", "b", ";", "%2e", "%2F", "%2f", "%5C", "%25", "%41", "%c3",
            "%a9", "%C0", "%E0", "%3B", "...", "~")
        .list()
        .ofMaxSize(12)
        .map(parts -> "/" + String.join("", parts));
  }
}
