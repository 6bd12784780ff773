package io.servex.core.decode;

import static io.servex.core.decode.Reading.accepted;
import static io.servex.core.decode.Reading.get;
import static io.servex.core.decode.Reading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionOptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "close x",
        "\"close\"",
        "close;q=1",
        "a/b",
        "a=b",
        "close\u00a0",
        "\u0085close",
        "(close)",
        "close, a b",
        "host",
        "Content-Length",
        "close, HOST",
        "transfer-encoding",
      })
  void refusesWhatIsNoTokenOrTakesFramingAway(String value) {
    assertThat(
            refused(
                get("Content-Length: 0\r\nConnection: " + value + "\r\n")
                    .replace("transfer-encoding\r\n", "transfer-encoding, content-length\r\n")))
        .isEqualTo(Rejection.BAD_FRAMING);
  }

  @Test
  void refusesManyOptions() {
    assertThat(accepted(get("Connection: " + "a,".repeat(31) + "a\r\n")).keepAlive()).isTrue();
    assertThat(refused(get("Connection: " + "a,".repeat(32) + "a\r\n")))
        .isEqualTo(Rejection.BAD_FRAMING);
    assertThat(refused(get("Connection: a\r\n".repeat(33)))).isEqualTo(Rejection.BAD_FRAMING);
    assertThat(refused(get("Connection: " + ",".repeat(16_000) + "\r\n")))
        .isEqualTo(Rejection.BAD_FRAMING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 | '' | true",
        "1.1 | 'Connection: close' | false",
        "1.1 | 'Connection: CLOSE' | false",
        "1.1 | 'Connection:  , close ,' | false",
        "1.1 | 'Connection: keep-alive' | true",
        "1.1 | 'Connection: keep-alive, close' | false",
        "1.1 | 'Connection: close, keep-alive' | false",
        "1.1 | 'Connection: x' | true",
        "1.1 | 'Connection: closed' | true",
        "1.0 | '' | false",
        "1.0 | 'Connection: keep-alive' | true",
        "1.0 | 'Connection: Keep-Alive, x' | true",
        "1.0 | 'Connection: keep-alive, close' | false",
        "1.0 | 'Connection: close' | false",
      })
  void decidesAboutTheConnection(String version, String line, boolean keepAlive) {
    var lines = line.isEmpty() ? "" : line + "\r\n";

    assertThat(accepted("GET / HTTP/" + version + "\r\nHost: h\r\n" + lines + "\r\n").keepAlive())
        .isEqualTo(keepAlive);
  }

  @Test
  void marksTheFieldsThatItNames() {
    var fields =
        accepted(get("x-a: 1\r\nX-B: 2\r\nConnection: X-A\tZ\r\nX-A: 3\r\n".replace("\tZ", ", z")))
            .fields();

    assertThat(fields.find("X-A")).isNegative();
    assertThat(fields.dropped(fields.count() - 1)).isTrue();
    assertThat(fields.dropped(fields.find("X-B"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization", "Cookie", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
        "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP", "X-Request-ID", "X-User-Id",
        "Forwarded", "Content-Type"
      })
  void doesNotLetAClientTakeAwayWhoItIs(String name) {
    var fields = accepted(get(name + ": 1\r\nConnection: " + name + "\r\n")).fields();

    assertThat(fields.dropped(fields.find(name))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "websocket | websocket | true",
        "websocket | WebSocket | true",
        "a, websocket , b | b,a | true",
        "websocket | other | false",
        "websocket | websocket, other | false",
        "websocket | web | false",
        "websocket | '' | false",
      })
  void changesToWhatWasAskedForAlone(String asked, String answered, boolean agreed) {
    var request = accepted(get("Connection: upgrade\r\nUpgrade: " + asked + "\r\n"));
    var head = "HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: " + answered + "\r\n\r\n";
    var response = new DecodedResponse();
    response.fields.append(Unpooled.wrappedBuffer(Reading.bytes(head)), 0, head.length());

    assertThat(
            new Http1HeadParser()
                .parseResponse(response, head.length(), false, RequestLimits.DEFAULT))
        .isPositive();
    assertThat(request.askedFor(response)).isEqualTo(agreed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 | upgrade | websocket | '' | true",
        "1.1 | keep-alive, Upgrade | websocket | '' | true",
        "1.1 | keep-alive | websocket | '' | false",
        "1.1 | upgrade | h2c | '' | false",
        "1.1 | upgrade | websocket, H2C | '' | false",
        "1.1 | upgrade | HTTP/2.0 | '' | false",
        "1.1 | upgrade | http/1.1, websocket | '' | false",
        "1.1 | upgrade | TLS/1.2 | '' | false",
        "1.1 | upgrade | tls/1.0, HTTP/1.1 | '' | false",
        "1.1 | upgrade | IRC/6.9 | '' | true",
        "1.1 | upgrade | '' | '' | false",
        "1.0 | upgrade | websocket | '' | false",
        "1.1 | upgrade | websocket | 'Content-Length: 1' | false",
        "1.1 | upgrade | websocket | 'Upgrade: x' | false",
      })
  void decidesAboutAnUpgrade(
      String version, String options, String protocol, String line, boolean upgrades) {
    var lines = line.isEmpty() ? "" : line + "\r\n";
    var head = "Connection: " + options + "\r\nUpgrade: " + protocol + "\r\n" + lines + "\r\n";

    assertThat(accepted("GET / HTTP/" + version + "\r\nHost: h\r\n" + head).asksUpgrade())
        .isEqualTo(upgrades);
  }
}
