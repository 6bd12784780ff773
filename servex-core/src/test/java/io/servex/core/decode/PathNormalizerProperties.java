package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerProperties {
  private static String normal(String path) throws PathNormalizer.MalformedPathException {
    var bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    var normal = PathNormalizer.normalize(bytes, 0, bytes.length);
    return normal == null ? path : new String(normal, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b", "//a///b, /a/b", "/a/./b, /a/b", "/a/../b, /b", "/a/b/.., /a/", "/a/., /a/",
    "/%61, /a", "/a%2Fb, /a%2Fb", "/a%2fb, /a%2Fb", "/a/%2e%2E/b, /b", "/%C3%A9, /é", "/..a, /..a"
  })
  void givesOnePathForAllItsSpellings(String raw, String normal) throws Exception {
    assertThat(normal(raw)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/..", "/a/../..", "/%2e%2e/", "/%", "/%4", "/%zz", "/%00", "/%0a", "/%7f"})
  void refusesWhatHasNoMeaning(String raw) {
    assertThatThrownBy(() -> normal(raw)).isInstanceOf(PathNormalizer.MalformedPathException.class);
  }

  @Property(tries = 500)
  void leavesNoDotSegmentAndIsStable(@ForAll("paths") String raw) {
    String once;
    try {
      once = normal(raw);
    } catch (PathNormalizer.MalformedPathException e) {
      return;
    }

    assertThat("/" + once + "/").doesNotContain("/../").doesNotContain("/./");
    assertThat(once).startsWith("/").doesNotContain("//");
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("/", ".", "..", "a", "%2e", "%2F", "b")
        .list()
        .ofMaxSize(12)
        .map(p -> "/" + String.join("", p));
  }
}
