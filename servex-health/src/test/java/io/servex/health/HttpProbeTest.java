package io.servex.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.health.ProbeResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
  private static ProbeAnswer read(String answer) throws IOException {
    return ProbeAnswer.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** R20, D19. */
  @ParameterizedTest
  @CsvSource({
    "http://h, /health, /health",
    "http://h:80/, /health, /health",
    "http://h/base, /health, /base/health",
    "http://h/base/, /health?x=1, /base/health?x=1",
    "http://h/base?key=a, /health?x=1, /base/health?key=a&x=1",
    "http://h/base?key=a, /health?, /base/health?key=a",
    "http://h/a%2Fb, /c%20d, /a%2Fb/c%20d",
    "http://h, /, /"
  })
  void asksForThePathBehindThatOfTheBackend(URI backend, String path, String target) {
    assertThat(HttpProbe.requestTarget(backend, path)).isEqualTo(target);
  }

  @Test
  void readsBodiesHoweverTheyAreFramed() throws IOException {
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd").body()).isEqualTo("abc");
    assertThat(read("HTTP/1.0 200\r\n\r\nabc").body()).isEqualTo("abc");
    assertThat(read("HTTP/1.1 204 No Content\r\n\r\n").status()).isEqualTo(204);
    assertThat(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n")
                .body())
        .isEqualTo("abc");
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(new ProbeAnswer(302, ""));
    assertThat(read("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000)).body()).hasSize(65_536);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-x\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Le"
      })
  void takesNothingElseForAnAnswer(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
  }

  @Test
  void boundsAHeadWithoutEnd() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nA: " + "x".repeat(9000)))
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)))
        .hasMessageContaining("no end");
  }

  @Test
  void readsStatusesAndRanges() {
    var set = StatusSet.parse(List.of("200-204", "401"));

    assertThat(set.contains(204)).isTrue();
    assertThat(set.contains(205)).isFalse();
    assertThat(set.contains(401)).isTrue();
    for (var wrong : List.of("2xx", "204-200", "", "99", "200-")) {
      assertThatThrownBy(() -> StatusSet.parse(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new HttpProbeProvider.Config(List.of(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhatWasWrong() throws IOException {
    try (var server = new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            for (var answer : List.of("HTTP/1.1 500 x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nno")) {
              try (var socket = server.accept()) {
                var head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                  head.append((char) socket.getInputStream().read());
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }
          });
      var probe = new HttpProbe(StatusSet.parse(List.of("200")), "yes");
      var target = new LoopbackTarget(server.getLocalPort(), "/health");

      assertThat(probe.probe(target))
          .isEqualTo(ProbeResult.failed("health check failed with status 500"));
      assertThat(probe.probe(target))
          .isEqualTo(
              ProbeResult.failed("health check failed with a body without the expected text"));
    }
  }
}
