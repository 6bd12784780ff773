package io.servex.core.decode;

import static io.servex.core.decode.Reading.accepted;
import static io.servex.core.decode.Reading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {
  private static String head(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "/, /", "/a, /a", "/a/, /a/", "/a/b, /a/b",
    "//, /", "///, /", "//a///b, /a/b", "/a//, /a/",
    "/., /", "/./, /", "/./., /", "/a/./b, /a/b",
    "/a/., /a/", "/a/../b, /b", "/a/.., /", "/a/../, /",
    "/a/b/.., /a/", "/a/b/../.., /", "/a//../b, /b", "/a/b/../../c, /c",
    "/.a, /.a", "/..a, /..a", "/a., /a.", "/a.., /a..",
    "/..., /...", "/.well-known/x, /.well-known/x", "/%61, /a", "/%41%42, /AB",
    "/%2D, /-", "/%7E, /~", "/%20, '/ '", "/%3F, /?",
    "/%23, /#", "/%5C, /\\", "/a%2Fb, /a%2Fb", "/a%2fb, /a%2Fb",
    "/%2F, /%2F", "/a%2F%2Fb, /a%2F%2Fb", "/a%2F/b, /a%2F/b", "/%25, /%25",
    "/%252F, /%252F", "/%252f, /%252f", "/%252e%252e, /%252e%252e", "/%25%32%46, /%252F",
    "/a%2Fx/../b, /b", "/a/%2e/b, /a/b", "/a/%2e%2E/b, /b", "/a/.%2e/b, /b",
    "/a/%2e./b, /b", "/%2e, /", "/%C3%A9, /é", "/%e2%82%ac, /€",
    "/%F0%9F%98%80, /😀", "/%E9, /\uFFFD", "/a%2F..b, /a%2F..b", "/a%5Cb, /a\\b",
    "/...%2F, /...%2F", "/-._~!$&'()*+:@=, /-._~!$&'()*+:@="
  })
  void givesOnePathForAllItsSpellings(String raw, String normal) {
    var request = accepted(head(raw));

    assertThat(request.path()).isEqualTo(normal);
    assertThat(request.rawPath()).isEqualTo(raw);
  }

  /** As servers of the JVM do. */
  @ParameterizedTest
  @CsvSource({
    "/%3b, /",
    "/a;b, /a",
    "/a;b=c/d, /a/d",
    "/a;/b, /a/b",
    "/..a;b, /..a",
    "/a/;.., /a/",
    "/a/x;..;y, /a/x",
    "/a/x%3B..;%79, /a/x",
    "/a..;b, /a..",
    "/;/a, /a",
    "/;, /",
    "/a/;x/../b, /b",
    "/a;x/./b, /a/b",
    "/a%2Fb;c/d, /a%2Fb/d"
  })
  void leavesOutTheParametersOfSegments(String raw, String normal) {
    var request = accepted(head(raw));

    assertThat(request.path()).isEqualTo(normal);
    assertThat(request.rawPath()).isEqualTo(raw);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..", "/../", "/../a", "/a/../..",
        "/a/../../b", "/./..", "//..", "/%2e%2e",
        "/%2e%2e/", "/.%2E/a", "/%", "/a%",
        "/%4", "/%zz", "/%4g", "/%g4",
        "/%-1", "/%+1", "/%%41", "/%u0041",
        "/%00", "/a%00b", "/%01", "/%09",
        "/%0a", "/%0D", "/%1f", "/%7f",
        "/a/..%2Fb", "/a/..%2fb", "/a/%2e%2e%2fb", "/a/b%2F..",
        "/a/b%2F../c", "/a%2F..%2Fb", "/a/.%2Fb", "/a%2F.",
        "/%2F..", "/%2F../a", "/a/..%5Cb", "/a/..%5cb",
        "/a%5C..", "/a%5C..%5Cb", "/a%5C.%5Cb", "/a%2F..%5Cb",
        "/a/..;x", "/a/..;/b", "/a/..;", "/a/.;x/b",
        "/a/..%3Bx/b", "/a/%2e%2e;x/b", "/a/x;y%2F..", "/a/x%3By%5C..;z",
        "/%c0%af", "/a/%c0%ae%c0%ae/b", "/%C1%9C", "/%e0%80%af",
        "/%E0%9F%BF", "/%f0%80%80%af", "/%F0%8F%BF%BF"
      })
  void refusesWhatHasNoSingleMeaning(String raw) {
    assertThat(refused(head(raw))).isEqualTo(Rejection.BAD_PATH);
  }

  @ParameterizedTest
  @CsvSource({
    "/%2F, /%252F",
    "/%2f, /%252f",
    "/a%2Fb, /a/b",
    "/%25, /%2525",
    "/%2541, /A",
    "/%2e, /%252e",
    "/a%5Cb, /a/b",
  })
  void keepsPathsOfDifferentMeaningApart(String one, String other) {
    assertThat(accepted(head(one)).path()).isNotEqualTo(accepted(head(other)).path());
  }
}
