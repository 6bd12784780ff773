package io.servex.core.decode;

import static io.servex.core.decode.Reading.accepted;
import static io.servex.core.decode.Reading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLineTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /, /, ",
    "GET, /a/b, /a/b, ",
    "GET, /a?b, /a, b",
    "GET, /a?, /a, ''",
    "GET, /a?b?c=/../%zz, /a, b?c=/../%zz",
    "GET, /?//x, /, //x",
    "M-SEARCH, /a, /a, ",
    "!#$%&'*+-.^_`|~09AZaz, /a, /a, ",
    "get, /a, /a, ",
    "GET, '/a|b^c{d}\"e<f>`g', '/a|b^c{d}\"e<f>`g', ",
    "GET, http://h, /, ",
    "GET, http://h/, /, ",
    "GET, HTTP://h/a, /a, ",
    "GET, https://h/a?b, /a, b",
    "GET, http://h?b, /, b",
    "GET, http://h?b/c, /, b/c",
    "GET, http://h?, /, ''",
    "GET, http://h/a?b=http://x/, /a, b=http://x/",
    "OPTIONS, *, *, ",
    "OPTIONS, http://h, *, ",
    "OPTIONS, http://h/, /, ",
    "OPTIONS, http://h?b, /, b",
    "OPTIONS, /, /, ",
  })
  void takesTheTargetApart(String method, String target, String path, String query) {
    var request = accepted(method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(request.method()).isEqualTo(method);
    assertThat(request.rawPath()).isEqualTo(path);
    assertThat(request.path()).isEqualTo(path);
    assertThat(request.rawQuery()).isEqualTo(query);
    assertThat(request.isAsterisk()).isEqualTo("*".equals(path));
    assertThat(request.host()).isEqualTo("h");
  }

  @Test
  void leavesTheBytesAsTheyWereRead() {
    for (var target : new String[] {"http://h", "http://h?q", "*"}) {
      var head = "OPTIONS " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";

      var request = accepted(head);

      assertThat(request.fields().text(0, head.length())).isEqualTo(head);
      assertThat(request.queryEnd()).isGreaterThanOrEqualTo(request.rawPathEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET ",
        "GET /",
        "GET / ",
        "GET  / HTTP/1.1",
        " GET / HTTP/1.1",
        "\tGET / HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "GET /\tHTTP/1.1",
        "GET /  HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET / HTTP/1.1\t",
        "GET / HTTP/1.1 x",
        "GET / HTTP/1",
        "GET / HTTP/1.",
        "GET / HTTP/.1",
        "GET / HTTP/11",
        "GET / HTTP/1.10",
        "GET / HTTP/01.1",
        "GET / HTTP/1,1",
        "GET / HTTP/1.x",
        "GET / HTTP 1.1",
        "GET / http/1.1",
        "GET / Http/1.1",
        "GET / HTTPS/1.1",
        "GET / XTTP/1.1",
        "G(T / HTTP/1.1",
        "G\"T / HTTP/1.1",
        "G@T / HTTP/1.1",
        "G\u0000T / HTTP/1.1",
        "G\u00e9T / HTTP/1.1",
        "\u0000",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc"
      })
  void refusesALineThatIsNone(String line) {
    assertThat(refused(line + "\r\nHost: h\r\n\r\n")).extracting(Rejection::status).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a b",
        "/a\u0001",
        "/a\u0000",
        "/a\u007f",
        "/a\u00e9",
        "/a#b",
        "/a\\b",
        "a",
        "a/b",
        "h:80",
        "?a",
        "*",
        "*a",
        "**",
        "/*\u0009",
        "//h\\x",
        "http:",
        "http:/",
        "http:/h/",
        "http://",
        "http:///a",
        "http://?a",
        "http:////h/",
        "httpx://h/",
        "httpss://h/",
        "ftp://h/",
        "ws://h/",
        "file:///etc",
        "javascript:x",
        "http://u@h/",
        "http://u:p@h/",
        "http://@h/",
        "http://h:/",
        "http://h:0/",
        "http://h:99999/",
        "http://h:8x/",
        "http://h,g/",
        "http://h..g/",
        "http://h%2eg/",
        "http://[::g]/",
        "http://[::1/",
        "http://h\\@g/",
      })
  void refusesATargetOfNoForm(String target) {
    var host = target.startsWith("http://") ? target.substring(7).replaceAll("[/?].*", "") : "h";

    assertThat(refused("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .extracting(Rejection::status)
        .isEqualTo(400);
    assertThat(refused("GET " + target + " HTTP/1.0\r\n\r\n"))
        .extracting(Rejection::status)
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/2.0, 505",
    "PRI * HTTP/2.0, 505",
    "GET / HTTP/0.9, 505",
    "GET / HTTP/1.2, 505",
    "GET / HTTP/9.9, 505",
    "CONNECT h:443 HTTP/1.1, 405",
    "CONNECT / HTTP/1.1, 405",
    "TRACE / HTTP/1.1, 405",
    "TRACE * HTTP/1.0, 405",
  })
  void refusesVersionsAndMethodsByTheirStatus(String line, int status) {
    assertThat(refused(line + "\r\nHost: h\r\n\r\n"))
        .extracting(Rejection::status)
        .isEqualTo(status);
  }

  @Test
  void acceptsALineOfExactlyTheLimitAndRefusesOneByteMoreAtOnce() {
    var limits = new RequestLimits(64, 1024, 10, RequestLimits.Underscores.DELETE);
    var longest = "GET /" + "a".repeat(64 - 14) + " HTTP/1.1";
    assertThat(longest).hasSize(64);

    assertThat(Reading.of(longest + "\r\nHost: h\r\n\r\n", limits).length()).isPositive();
    assertThat(Reading.of(longest, limits).length()).isZero();
    assertThat(Reading.of(longest + "\r", limits).length()).isZero();
    assertThat(Reading.of(longest + "x", limits).rejection()).isEqualTo(Rejection.URI_TOO_LONG);
    assertThat(Reading.of(longest + "x\r\nHost: h\r\n\r\n", limits).rejection())
        .isEqualTo(Rejection.URI_TOO_LONG);
  }

  @Test
  void refusesWhatCannotBecomeAMethodWithItsFirstByte() {
    for (var first : new String[] {"\r", "\n", " ", "\u0016", "{", "\u0080", ":"}) {
      assertThat(Reading.of(first).rejection())
          .as("first byte %d", (int) first.charAt(0))
          .isEqualTo(Rejection.MALFORMED_REQUEST_LINE);
    }
  }
}
