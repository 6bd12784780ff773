package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTest {
  private final Http1HeadParser parser = new Http1HeadParser();
  private final DecodedResponse response = new DecodedResponse();

  private int parse(String head, boolean toHead) {
    var bytes = Reading.bytes(head);
    response.clear();
    response.fields.append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    return parser.parseResponse(response, bytes.length, toHead, RequestLimits.DEFAULT);
  }

  private DecodedResponse accepted(String head) {
    assertThat(parse(head, false)).isEqualTo(head.length());
    return response;
  }

  private static String ok(String lines) {
    return "HTTP/1.1 200 OK\r\n" + lines + "\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, 200, OK, false",
    "HTTP/1.1 200 , 200, '', false",
    "HTTP/1.1 200, 200, '', false",
    "HTTP/1.0 404 Not Found, 404, Not Found, true",
    "'HTTP/1.1 200 \tx\u00e9', 200, '\tx\u00e9', false",
    "HTTP/1.1 100 Continue, 100, Continue, false",
    "HTTP/1.1 999 X, 999, X, false",
  })
  void readsTheStatusLine(String line, int status, String reason, boolean http10) {
    var spaced = reason.isEmpty() && line.length() == 12 && status == 200 ? line : line;
    var read = accepted(spaced + "\r\n\r\n");

    assertThat(read.status()).isEqualTo(status);
    assertThat(read.fields().text(read.reasonStart(), read.reasonEnd())).isEqualTo(reason);
    assertThat(read.isHttp10()).isEqualTo(http10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " HTTP/1.1 200 OK",
        "http/1.1 200 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1 +20 OK",
        "HTTP/1.1 099 OK",
        "HTTP/1.1 000 OK",
        "HTTP/1.1 200-OK",
        "HTTP/1.1 200OK",
        "HTTP/1.1 ",
        "HTTP/1.1",
        "HTTP/1.2 200 OK",
        "HTTP/2.0 200 OK",
        "HTTP/0.9 200 OK",
        "HTTP/11 200 OK",
        "HTTP/1.1 200 O\u0000K",
        "HTTP/1.1 200 O\u0001K",
        "HTTP/1.1 200 OK\r",
        "ICY 200 OK",
        "SSH-2.0-OpenSSH_9",
        "<html>",
      })
  void refusesALineThatIsNone(String line) {
    assertThat(parse(line + "\r\n\r\n", false)).isNegative();
    assertThat(parser.rejection()).isEqualTo(Rejection.MALFORMED_STATUS_LINE);
  }

  @Test
  void doesNotWaitForTheEndOfALineThatIsNoHttp() {
    assertThat(parse("X", false)).isNegative();
    assertThat(parse("HTTP/2", false)).isNegative();
    assertThat(parse("HTTP/1.", false)).isZero();
    assertThat(parse("HTTP/1.1 200 " + "a".repeat(40_000), false)).isNegative();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: a\n",
        "X: a\rb\r\n",
        "X: a\u0000\r\n",
        "X: a\u0001\r\n",
        "X: a\r\n b\r\n",
        " X: a\r\n",
        "X : a\r\n",
        ": a\r\n",
        "X\r\n",
        "X(y): a\r\n",
        "Content-Length : 3\r\n",
        "Transfer-Encoding\t: chunked\r\n",
      })
  void refusesAMalformedField(String line) {
    assertThat(parse(ok(line), false)).isNegative();
    assertThat(parser.rejection()).isEqualTo(Rejection.MALFORMED_FIELD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3, 3\r\n",
        "Content-Length: -3\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: 0x3\r\n",
        "Content-Length: 3 \u00a0\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding:\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Connection: a b\r\n",
        "Connection: \"close\"\r\n",
        "Connection: content-length\r\nContent-Length: 3\r\n",
        "Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n",
      })
  void refusesAmbiguousFramingWhateverTheMethod(String lines) {
    for (var toHead : new boolean[] {false, true}) {
      assertThat(parse(ok(lines), toHead)).isNegative();
      assertThat(parser.rejection()).isEqualTo(Rejection.BAD_FRAMING);
    }
  }

  @Test
  void refusesACodingInHttp10() {
    assertThat(parse("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false)).isNegative();
    assertThat(parser.rejection()).isEqualTo(Rejection.BAD_FRAMING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | '' | false | UNTIL_CLOSE",
        "200 | 'Content-Length: 0' | false | LENGTH",
        "200 | 'Content-Length: 3' | false | LENGTH",
        "200 | 'Content-Length: 3' | true | NONE",
        "200 | 'Transfer-Encoding: CHUNKED' | false | CHUNKED",
        "200 | 'Transfer-Encoding: chunked' | true | NONE",
        "204 | 'Content-Length: 3' | false | NONE",
        "204 | 'Transfer-Encoding: chunked' | false | NONE",
        "304 | 'Content-Length: 3' | false | NONE",
        "100 | 'Content-Length: 3' | false | NONE",
        "103 | '' | false | NONE",
        "101 | '' | false | NONE",
        "205 | 'Content-Length: 0' | false | LENGTH",
        "404 | '' | false | UNTIL_CLOSE",
      })
  void readsTheFraming(int status, String line, boolean toHead, Framing framing) {
    var lines = line.isEmpty() ? "" : line + "\r\n";

    assertThat(parse("HTTP/1.1 " + status + " X\r\n" + lines + "\r\n", toHead)).isPositive();
    assertThat(response.framing()).isEqualTo(framing);
  }

  @Test
  void forwardsALengthWithHeadAnd304ButNotWith204() {
    parse("HTTP/1.1 304 X\r\nContent-Length: 3\r\n\r\n", false);
    assertThat(response.fields().dropped(0)).isFalse();
    parse("HTTP/1.1 204 X\r\nContent-Length: 3\r\n\r\n", false);
    assertThat(response.fields().dropped(0)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 | '' | true",
        "1.1 | 'close' | false",
        "1.1 | 'keep-alive, Close' | false",
        "1.1 | 'keep-alive' | true",
        "1.1 | 'x' | true",
        "1.0 | '' | false",
        "1.0 | 'keep-alive' | false",
      })
  void decidesAboutTheConnection(String version, String options, boolean keepAlive) {
    var lines = options.isEmpty() ? "" : "Connection: " + options + "\r\n";

    assertThat(accepted("HTTP/" + version + " 200 OK\r\n" + lines + "\r\n").keepAlive())
        .isEqualTo(keepAlive);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'text/event-stream' | true",
        "'Text/Event-Stream' | true",
        "'text/event-stream;charset=utf-8' | true",
        "'text/event-stream ; charset=utf-8' | true",
        "'text/event-stream\t;x' | true",
        "'text/event-streams' | false",
        "'text/event-stream-x' | false",
        "'text/event-stream,' | false",
        "'text/event-strea' | false",
        "'xtext/event-stream' | false",
        "'text/plain' | false",
        "'' | false",
      })
  void recognisesAnEventStreamByItsWholeName(String type, boolean isStream) {
    assertThat(accepted(ok("Content-Type: " + type + "\r\n")).isEventStream()).isEqualTo(isStream);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "101 | 'Connection: upgrade' | 'Upgrade: x' | true",
        "101 | 'Connection: keep-alive, Upgrade' | 'Upgrade: x' | true",
        "101 | 'Connection: upgrade' | 'X: x' | false",
        "101 | 'X: x' | 'Upgrade: x' | false",
        "200 | 'Connection: upgrade' | 'Upgrade: x' | false",
      })
  void knowsAnUpgrade(int status, String one, String other, boolean upgrades) {
    var head = "HTTP/1.1 " + status + " X\r\n" + one + "\r\n" + other + "\r\n\r\n";

    assertThat(accepted(head).upgrades()).isEqualTo(upgrades);
  }

  @Test
  void marksTheFieldsThatConnectionNames() {
    var fields = accepted(ok("X-A: 1\r\nConnection: x-a\r\nX-B: 1\r\n")).fields();

    assertThat(fields.dropped(0)).isTrue();
    assertThat(fields.dropped(2)).isFalse();
  }
}
