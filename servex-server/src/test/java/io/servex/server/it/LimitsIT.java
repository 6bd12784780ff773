package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may take (R86): sizes of heads, and numbers of connections. */
@ExtendWith(BufferAccounting.class)
class LimitsIT {
  private static String fields(int count) {
    var lines = new StringBuilder();
    for (var i = 0; i < count; i++) {
      lines.append("X-").append(i).append(": y\r\n");
    }
    return lines.toString();
  }

  /** The largest that is allowed, and one more; the Host is a field too. */
  @ParameterizedTest
  @CsvSource({
    "line, 8192, 200",
    "line, 8193, 414",
    "fields, 99, 200",
    "fields, 100, 431",
    "head, 32768, 200",
    "head, 32769, 431"
  })
  void limitsTheHead(String what, int size, int status) throws Exception {
    var line = "GET /";
    var rest = " HTTP/1.1";
    var host = "\r\nHost: h\r\n";
    var request =
        switch (what) {
          case "line" ->
              line + "a".repeat(size - line.length() - rest.length()) + rest + host + "\r\n";
          case "fields" -> line + rest + host + fields(size) + "\r\n";
          default -> {
            var around = line + rest + host + "X: " + "\r\n\r\n";
            yield line + rest + host + "X: " + "a".repeat(size - around.length()) + "\r\n\r\n";
          }
        };
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(request);

      assertThat(client.response().status()).isEqualTo(status);
      assertThat(origin.requests()).hasSize(status == 200 ? 1 : 0);
    }
  }

  /** Limits are keys; a head larger than what is buffered otherwise is read to its end. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goesByTheConfiguredLimits(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                workers,
                "  max_header_bytes: 300KiB\n  max_header_count: 200\n  max_request_line_bytes: 20KiB\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      var line = "GET /" + "a".repeat(15_000) + " HTTP/1.1\r\nHost: h\r\n" + fields(180);
      for (var size : new int[] {200_000, 400_000}) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(line + "X: " + "a".repeat(size) + "\r\n\r\n");
          assertThat(client.response().status()).isEqualTo(size < 300_000 ? 200 : 431);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"max_connections, 1", "max_connections, 2", "max_connections_total, 2"})
  void limitsTheConnections(String key, int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                workers, "  " + key + ": 3\n", "", Yaml.rule("all", "/", "", origin.url()))) {
      var clients = new ArrayList<RawHttpClient>();
      for (var i = 0; i < 3; i++) {
        var client = new RawHttpClient(gateway.port());
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        clients.add(client);
      }
      try (var surplus = new RawHttpClient(gateway.port())) {
        assertThat(surplus.closed()).isTrue();
      }
      clients.getFirst().close();

      await()
          .untilAsserted(
              () -> assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200));
      for (var client : clients) {
        client.close();
      }
    }
  }

  /** A path whose escapes stand for control bytes means nothing to anybody but a log or a shell. */
  @Test
  void refusesEncodedControlBytesAndForwardsOtherBytes() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(1, origin.url())) {
      var odd = "User-Agent: \"quoted\" \u0085\u00ff";

      assertThat(RawHttpClient.get(gateway.port(), "/a%22b", odd).body())
          .contains("GET /a%22b HTTP/1.1\r\n", odd + "\r\n");
      for (var path : new String[] {"/a%0Ab", "/a%0d%0ab", "/a%00", "/a%7f", "/a%1bb"}) {
        assertThat(RawHttpClient.get(gateway.port(), path, odd).status()).isEqualTo(400);
      }
      assertThat(RawHttpClient.get(gateway.port(), "/a?b=%0A", odd).status()).isEqualTo(200);
    }
  }
}
