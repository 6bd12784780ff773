package io.servex.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect of path patterns. */
class PathPatternsTest {
  @ParameterizedTest
  @CsvSource({
    "/a, /a, true",
    "/a, /a/, false",
    "/a, /A, false",
    "/api/*, /api, true",
    "/api/*, /api/, true",
    "/api/*, /api/x, true",
    "/api/*, /api/v1/users, true",
    "/api/*, /apix, false",
    "/.well-known/, /.well-known/acme/x, true",
    "/, /anything, true",
    "/*, /any/thing, true",
    "/**, /any/thing, true",
    "*, /, false",
    "**, /any/thing, true",
    "/a?c, /abc, true",
    "/a?c, /a/c, false",
    "/a*c, /abbc, true",
    "/a*c, /ab/c, false",
    "/*.css, /x.css, true",
    "/*.css, /x/y.css, false",
    "/**.css, /x/y.css, true",
    "/**/x/*.css, /a/b/x/y.css, true",
    "/**/x/*.css, /a/x/b/y.css, false",
    "/**/x/*.css, /a/x/b/x/y.css, true",
    "/v[0-9]/*, /v1/users/7, true",
    "/v[0-9]/*, /v1, true",
    "/v[0-9]/*, /vx/users, false",
    "/v[^0-9], /vx, true",
    "/v[^0-9], /v1, false",
    "/v[]x], /v], true",
    "/v[a\\-c], /v-, true",
    "/v[a\\-c], /vb, false",
    "/a\\*, /a*, true",
    "/a\\*, /ab, false",
  })
  void coverWholePaths(String pattern, String path, boolean expected) {
    assertThat(new PathPatterns(List.of(pattern)).match(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "api/*", "/a\\", "/a[", "/a[]", "/a[b"})
  void refuseWhatMatchesNothing(String pattern) {
    assertThatThrownBy(() -> new PathPatterns(List.of("/fine", pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            (pattern.isEmpty() ? "empty" : pattern) + " (expected: a path pattern with ");
  }

  /** The same as a regular expression says, which is slow to write and easy to check. */
  @Property
  void agreeWithARegularExpression(
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') String letters,
      @ForAll @StringLength(max = 6) String shape,
      @ForAll
          @StringLength(max = 9)
          @CharRange(from = '/', to = '/')
          @CharRange(from = 'a', to = 'b')
          String path) {
    var pattern = new StringBuilder("/");
    for (var i = 0; i < letters.length(); i++) {
      var kind = i < shape.length() ? shape.charAt(i) % 5 : 0;
      pattern.append(
          switch (kind) {
            case 1 -> "*";
            case 2 -> "**";
            case 3 -> "?";
            case 4 -> "/";
            default -> letters.substring(i, i + 1);
          });
    }
    // What ends like a directory has a rule of its own.
    pattern.append('a');
    var regex =
        pattern
            .toString()
            .replaceAll("\\*{2,}", "§")
            .replace("*", "[^/]*")
            .replace("§", ".*")
            .replace("?", "[^/]");
    var glob = pattern.toString().replaceAll("\\*{2,}", "**");

    assertThat(new PathPatterns(List.of(glob)).match("/" + path))
        .as("%s on /%s", glob, path)
        .isEqualTo(("/" + path).matches(regex));
  }

  @Test
  void excludeBeforeTheyInclude() {
    var scope = new PathScope(List.of("/api/*"), List.of("/api/open/*"));

    assertThat(scope.covers("/api/x")).isTrue();
    assertThat(scope.covers("/api/open/x")).isFalse();
    assertThat(scope.covers("/other")).isFalse();
    assertThat(new PathScope(List.of(), List.of("/a")).covers("/b")).isTrue();
  }
}
