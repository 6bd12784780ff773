package io.servex.core.decode;

import static io.servex.core.decode.Reading.accepted;
import static io.servex.core.decode.Reading.get;
import static io.servex.core.decode.Reading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: a\n",
        "X: a\n\r\n",
        "X: a\r",
        "X: a\rb\r\n",
        "X: \ra\r\n",
        "\nX: a\r\n",
        "\rX: a\r\n",
        "X: a\r\r\n",
        "X: a\u0000\r\n",
        "X: \u0000\r\n",
        "X: a\u0001b\r\n",
        "X: a\u0008b\r\n",
        "X: a\u000bb\r\n",
        "X: a\u000cb\r\n",
        "X: a\u001bb\r\n",
        "X: a\u007fb\r\n",
        "X: a\r\n b\r\n",
        "X: a\r\n\tb\r\n",
        " X: a\r\n",
        "\tX: a\r\n",
        "X : a\r\n",
        "X\t: a\r\n",
        ": a\r\n",
        ":\r\n",
        "X\r\n",
        "X a\r\n",
        "X y: a\r\n",
        "X(y): a\r\n",
        "X[y]: a\r\n",
        "X{y}: a\r\n",
        "X/y: a\r\n",
        "X\\y: a\r\n",
        "X@y: a\r\n",
        "X,y: a\r\n",
        "X;y: a\r\n",
        "X=y: a\r\n",
        "X?y: a\r\n",
        "X<y>: a\r\n",
        "\"X\": a\r\n",
        "X\u0000: a\r\n",
        "X\u007f: a\r\n",
        "X\u00e9: a\r\n",
        "X\u00a0: a\r\n",
      })
  void refusesAMalformedLine(String line) {
    assertThat(refused(get(line))).isEqualTo(Rejection.MALFORMED_FIELD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'X: a' | X | 'a'",
        "'X:a' | X | 'a'",
        "'X:' | X | ''",
        "'X: ' | X | ''",
        "'X: \t ' | X | ''",
        "'X: \t a b\t ' | X | 'a b'",
        "'X: a:b' | X | 'a:b'",
        "'X: \"a,b\"' | X | '\"a,b\"'",
        "'X: \u00e9\u00ff\u0080' | X | '\u00e9\u00ff\u0080'",
        "'!#$%&''*+-.^_`|~: a' | '!#$%&''*+-.^_`|~' | 'a'",
      })
  void readsNameAndValue(String line, String name, String value) {
    var fields = accepted(get(line + "\r\n")).fields();

    assertThat(fields.count()).isEqualTo(2);
    assertThat(fields.name(1)).isEqualTo(name);
    assertThat(fields.value(1)).isEqualTo(value);
  }

  @Test
  void boundsTheNumberOfFields() {
    var limits = new RequestLimits(100, 4096, 5, RequestLimits.Underscores.DELETE);

    assertThat(Reading.of(get("X: 1\r\n".repeat(4)), limits).length()).isPositive();
    assertThat(Reading.of(get("X: 1\r\n".repeat(5)), limits).rejection())
        .isEqualTo(Rejection.HEAD_TOO_LARGE);
    assertThat(
            Reading.of("GET / HTTP/1.1\r\nHost: h\r\n" + "X: 1\r\n".repeat(5), limits).rejection())
        .isEqualTo(Rejection.HEAD_TOO_LARGE);
  }

  @Test
  void boundsTheBlockOfFields() {
    var limits = new RequestLimits(100, 200, 50, RequestLimits.Underscores.DELETE);
    var rest = 200 - get("X: \r\n").length();

    assertThat(Reading.of(get("X: " + "a".repeat(rest) + "\r\n"), limits).length()).isEqualTo(200);
    assertThat(Reading.of(get("X: " + "a".repeat(rest + 1) + "\r\n"), limits).rejection())
        .isEqualTo(Rejection.HEAD_TOO_LARGE);
    assertThat(Reading.of("GET / HTTP/1.1\r\nX: " + "a".repeat(200), limits).rejection())
        .isEqualTo(Rejection.HEAD_TOO_LARGE);
    assertThat(Reading.of("GET / HTTP/1.1\r\n" + "a".repeat(200), limits).rejection())
        .isEqualTo(Rejection.HEAD_TOO_LARGE);
  }

  @Test
  void refusesALargeHeadEvenWhereTheLineMightBeLonger() {
    var limits = new RequestLimits(1000, 100, 50, RequestLimits.Underscores.DELETE);

    assertThat(Reading.of("GET /" + "a".repeat(200), limits).rejection())
        .isEqualTo(Rejection.HEAD_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\ncontent-length: 0\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3\r\ncOnTeNt-LeNgTh: 3\r\n",
        "Content-Length: 3, 3\r\n",
        "Content-Length: 3,\r\n",
        "Content-Length: ,3\r\n",
        "Content-Length: 3 3\r\n",
        "Content-Length: 3;\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: -3\r\n",
        "Content-Length: -0\r\n",
        "Content-Length: 0x3\r\n",
        "Content-Length: 3.0\r\n",
        "Content-Length: 3e0\r\n",
        "Content-Length: 1_0\r\n",
        "Content-Length: \"3\"\r\n",
        "Content-Length: a\r\n",
        "Content-Length: \u00b3\r\n",
        "Content-Length:\r\n",
        "Content-Length: \t \r\n",
        "Content-Length: 1000000000000000000\r\n",
        "Content-Length: 9223372036854775808\r\n",
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: 99999999999999999999999999\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n",
      })
  void refusesAmbiguousFraming(String lines) {
    assertThat(refused(get(lines))).isEqualTo(Rejection.BAD_FRAMING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "gzip, chunked",
        "chunked, gzip",
        "chunked, chunked",
        "chunked,",
        ", chunked",
        "identity",
        "xchunked",
        "chunkedx",
        "chunked;x",
        "chunked x",
        "\"chunked\"",
        "x chunked",
        "chunked\u00a0",
        "",
        "compress",
        "deflate, chunked"
      })
  void refusesACodingThatIsNotExactlyChunked(String value) {
    var head = get("Transfer-Encoding: " + value + "\r\n");

    assertThat(refused(head)).isEqualTo(Rejection.UNSUPPORTED_TRANSFER_CODING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "gzip", "identity", ""})
  void refusesAnyCodingInHttp10(String value) {
    var head = "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: " + value + "\r\n\r\n";

    assertThat(refused(head)).isEqualTo(Rejection.BAD_FRAMING);
  }

  @Test
  void readsTheFraming() {
    assertThat(accepted(get("")).framing()).isEqualTo(Framing.NONE);
    assertThat(accepted(get("Transfer-Encoding: Chunked\r\n")).framing())
        .isEqualTo(Framing.CHUNKED);
    var length = accepted(get("Content-Length: 999999999999999999\r\n"));
    assertThat(length.framing()).isEqualTo(Framing.LENGTH);
    assertThat(length.contentLength()).isEqualTo(999_999_999_999_999_999L);
    assertThat(accepted(get("Content-Length:  007\t\r\n")).contentLength()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tea", "", "100-continue, tea", "100-continued", "200-ok"})
  void refusesAnUnknownExpectation(String value) {
    assertThat(refused(get("Expect: " + value + "\r\n"))).isEqualTo(Rejection.EXPECTATION_FAILED);
  }

  @Test
  void knowsTheOneExpectationAndDropsItInHttp10() {
    for (var body : new String[] {"Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n"}) {
      assertThat(accepted(get("Expect: 100-Continue\r\n" + body)).expectsContinue()).isTrue();
      assertThat(accepted(get(body + "Expect: 100-continue\r\n")).expectsContinue()).isTrue();
    }
    var old = accepted("GET / HTTP/1.0\r\nExpect: tea\r\n\r\n");
    assertThat(old.expectsContinue()).isFalse();
    assertThat(old.fields().dropped(0)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Length: 0\r\n"})
  void expectsNothingWithoutABody(String length) {
    assertThat(accepted(get("Expect: 100-continue\r\n" + length)).expectsContinue()).isFalse();
    assertThat(refused(get("Expect: tea\r\n" + length))).isEqualTo(Rejection.EXPECTATION_FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-For, 12",
    "x-forwarded-proto, 13",
    "X-FORWARDED-HOST, 14",
    "X-Forwarded-Port, 15",
    "X-Forwarded-Prefix, 25",
    "X-Forwarded-Ssl, 25",
    "X-Forwarded-, 25",
    "X-Forwarded-Fox, 25",
    "X-Forwarded, 0",
    "X-Real-IP, 16",
    "Forwarded, 18",
    "X-User-Id, 19",
    "X-User-, 19",
    "X-User, 0",
    "Proxy-Connection, 6",
    "Proxy-Authorization, 6",
    "Proxy-, 6",
    "Proxy, 0",
    "X_Forwarded_For, 0",
    "Te, 7",
    "Content-Length, 3",
    "Content-Lengths, 0",
    "Transfer-Encoding, 4",
    "Transfer-Encodings, 0",
  })
  void recognisesFieldsByTheirWholeName(String name, int id) {
    assertThat(
            accepted(
                    get(name + ": 1\r\n")
                        .replace("Te: 1", "Te: trailers")
                        .replace("Transfer-Encoding: 1", "Transfer-Encoding: chunked"))
                .fields()
                .id(1))
        .isEqualTo(id);
  }
}
