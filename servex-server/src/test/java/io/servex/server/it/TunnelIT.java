package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D22: upgrades, WebSockets among them, become tunnels that nothing but silence ends (R87). */
@ExtendWith(BufferAccounting.class)
class TunnelIT {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String HANDSHAKE =
      "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
          + KEY
          + "\r\n\r\n";

  /** Answers the handshake (RFC 6455 §4.2.2) and sends back what comes. */
  private static boolean echo(String request, InputStream in, OutputStream out, Socket socket)
      throws Exception {
    var at = request.indexOf("Sec-WebSocket-Key: ") + 19;
    var key = request.substring(at, request.indexOf('\r', at));
    var digest =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    OriginServer.write(
        out,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n");
    var buffer = new byte[8192];
    for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      out.flush();
    }
    return false;
  }

  /** Messages both ways, longer than any exchange may last; nothing is ejected when it ends. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void carriesWebSocketsBeyondTheLimitOfAnExchange(int workers) throws Exception {
    try (var origin = new OriginServer(TunnelIT::echo);
        var gateway =
            Yaml.start(
                workers,
                "  idle_timeout: 200ms\n  read_timeout: 1s\n",
                "  global_timeout: 1s\n  stream_idle_timeout: 300ms\n",
                Yaml.rule("all", "/", "", origin.url()))) {
      for (var i = 0; i < 5; i++) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(HANDSHAKE);
          var switched = client.response();

          assertThat(switched.status()).isEqualTo(101);
          assertThat(switched.field("Sec-WebSocket-Accept"))
              .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
          assertThat(switched.field("Connection")).isEqualTo("upgrade");
          client.send("\u0081\u0085\u0000\u0000\u0000\u0000Hello");
          assertThat(client.read(11)).isEqualTo("\u0081\u0085\u0000\u0000\u0000\u0000Hello");
          if (i == 0) {
            Thread.sleep(1500);
            client.send("still there");
            assertThat(client.read(11)).isEqualTo("still there");
          }
        }
      }
    }
  }

  /** More than the buffers hold, in both directions at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void carriesMuchBothWaysAtOnce(int workers) throws Exception {
    var size = 8 << 20;
    try (var origin = new OriginServer(TunnelIT::echo);
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(HANDSHAKE);
      assertThat(client.response().status()).isEqualTo(101);
      var sending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var sent = 0; sent < size; sent += 1 << 16) {
                    client.send("0123456789abcdef".repeat(1 << 12));
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      var received = client.read(size);
      sending.join();

      assertThat(received).isEqualTo("0123456789abcdef".repeat(size / 16));
    }
  }

  /** A tunnel is a connection to its backend; it ends after silence. */
  @Test
  void countsAsARequestAndEndsAfterSilence() throws Exception {
    try (var origin = new OriginServer(TunnelIT::echo);
        var gateway =
            Yaml.start(
                1,
                "  enable_default_metrics: true\n",
                "  tunnel_idle_timeout: 2s\n",
                "    - name: all\n      backends: [{url: \""
                    + origin.url()
                    + "\", max_connections: 1}]\n");
        var client = new RawHttpClient(gateway.port())) {
      var gauge = "servex_proxy_backend_connections{backend=\"" + origin.url() + "\",rule=\"all\"}";
      client.send(HANDSHAKE);
      assertThat(client.response().status()).isEqualTo(101);
      assertThat(Scrape.of(gateway.port()).value(gauge)).isEqualTo(1);
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(503);

      assertThat(client.closed()).isTrue();
      await().until(() -> Scrape.of(gateway.port()).value(gauge) == 0);
      assertThat(origin.openConnections()).isLessThanOrEqualTo(1);
    }
  }

  /** Either end ends it, after what was sent before. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsWithEitherSide(boolean clientFirst) throws Exception {
    var ended = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out,
                  "HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nfarewell");
              if (clientFirst && in.read() < 0) {
                ended.countDown();
              }
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(HANDSHAKE);
      assertThat(client.response().status()).isEqualTo(101);
      assertThat(client.read(8)).isEqualTo("farewell");
      if (clientFirst) {
        client.close();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
      } else {
        assertThat(client.closed()).isTrue();
      }
    }
  }

  /** A backend may refuse; the connection then goes on as HTTP. */
  @Test
  void relaysARefusedUpgrade() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 2; i++) {
        client.send(HANDSHAKE);
        var refused = client.response();

        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.body())
            .contains("Connection: upgrade\r\n")
            .contains("Upgrade: websocket\r\n")
            .contains("Sec-WebSocket-Key: " + KEY + "\r\n");
      }
    }
  }

  /** What is no upgrade is none for the backend either. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "without a connection option | GET / HTTP/1.1@Host: h@Upgrade: websocket@@",
        "without a protocol | GET / HTTP/1.1@Host: h@Connection: upgrade@@",
        "with a body | POST / HTTP/1.1@Host: h@Connection: upgrade@Upgrade: x@Content-Length: 1@@a",
        "to h2c | GET / HTTP/1.1@Host: h@Connection: upgrade, HTTP2-Settings@Upgrade: h2c@HTTP2-Settings: x@@",
        "of http/1.0 | GET / HTTP/1.0@Host: h@Connection: upgrade@Upgrade: x@@",
        "twice | GET / HTTP/1.1@Host: h@Connection: upgrade@Upgrade: x@Upgrade: y@@",
      })
  void forwardsNoUpgradeThatIsNone(String name, String request) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(request.replace("@", "\r\n"));
      var answer = client.response();

      assertThat(answer.status()).as(name).isEqualTo(200);
      assertThat(answer.body().toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("upgrade")
          .doesNotContain("http2-settings");
    }
  }
}
