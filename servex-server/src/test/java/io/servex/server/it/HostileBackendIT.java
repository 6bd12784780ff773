package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend that breaks the protocol breaks nothing else (R86, R87). */
@ExtendWith(BufferAccounting.class)
class HostileBackendIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";

  private static String unescape(String text) {
    return text.replace("@", "\r\n");
  }

  /** What comes to the client when the backend sends this and closes, in order or with a reset. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "before a byte | `` | 502",
        "in the status line | HTTP/1.1 20 | 502",
        "in the head | HTTP/1.1 200 OK@Content-Le | 502",
        "after an interim response | HTTP/1.1 103 Early@Link: x@@ | 502",
        "after many lines | HTTP/1.1 200 OK@X: y@X: z@ | 502",
      })
  void answers502WhenItEndsBeforeItsHeadIsThere(String name, String sent, int status)
      throws Exception {
    for (var end : new String[] {"in order", "with a reset", "by half"}) {
      try (var origin =
              new OriginServer((request, in, out, socket) -> {
                OriginServer.write(out, unescape(sent));
                if (end.equals("with a reset")) {
                  socket.setSoLinger(true, 0);
                } else if (end.equals("by half")) {
                  socket.shutdownOutput();
                  return in.read() < 0;
                }
                return false;
              });
          var gateway = Yaml.startAll(1, origin.url());
          var client = new RawHttpClient(gateway.port())) {
        client.send(POST);
        var answer = client.response();
        while (answer.status() == 103) {
          answer = client.response();
        }

        assertThat(answer.status()).as(name).isEqualTo(status);
        assertThat(origin.requests()).hasSize(1);
      }
    }
  }

  /** D24: what was cut must not look whole. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK@Content-Length: 10@@abc",
        "HTTP/1.1 200 OK@Transfer-Encoding: chunked@@3@abc@",
        "HTTP/1.1 200 OK@Transfer-Encoding: chunked@@3@abc@0@",
        "HTTP/1.1 200 OK@Transfer-Encoding: chunked@@5@abc",
        "HTTP/1.1 200 OK@Transfer-Encoding: chunked@@3@abcd@0@@",
        "HTTP/1.1 200 OK@Transfer-Encoding: chunked@@3@abc@0@Content-Length: 3@@",
      })
  void cutsTheClientsConnectionInABrokenBody(String sent) throws Exception {
    for (var reset : new boolean[] {false, true}) {
      try (var origin =
              new OriginServer((request, in, out, socket) -> {
                OriginServer.write(out, unescape(sent));
                if (reset) {
                  socket.setSoLinger(true, 0);
                }
                return false;
              });
          var gateway = Yaml.startAll(1, origin.url());
          var client = new RawHttpClient(gateway.port())) {
        client.send(POST);

        assertThatThrownBy(
                () -> {
                  var answer = client.response();
                  if (answer.status() == 502) {
                    throw new IOException("nothing was relayed");
                  }
                })
            .isInstanceOf(IOException.class);
      }
    }
  }

  /** A body that ends with the connection has no other sign of its end, unless it is a reset. */
  @Test
  void tellsAResetFromTheEndOfABody() throws Exception {
    var relayed = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\n\r\nabc");
              if (request.startsWith("GET /reset")) {
                assertThat(relayed.await(20, TimeUnit.SECONDS)).isTrue();
                socket.setSoLinger(true, 0);
              }
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      var lines = new ArrayList<String>();

      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("abc");
      client.send("GET /reset HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.line()).startsWith("HTTP/1.1 200");
      relayed.countDown();
      assertThatThrownBy(
              () -> {
                while (true) {
                  lines.add(client.line());
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(lines).doesNotContain("0");
    }
  }

  /** Whatever was out of order, the next request gets a connection of its own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | HTTP/1.1 200 OK@Content-Length: 3@@abcd",
        "GET | HTTP/1.1 200 OK@Transfer-Encoding: chunked@@1@a@0@@x",
        "GET | HTTP/1.1 200 OK@Content-Length: 1@Connection: close@@a",
        "GET | HTTP/1.0 200 OK@Content-Length: 1@@a",
        "GET | HTTP/1.0 200 OK@Content-Length: 1@Connection: keep-alive@@a",
        "GET | HTTP/1.1 204 No Content@@x",
        "GET | HTTP/1.1 304 Not Modified@@x",
        "HEAD | HTTP/1.1 200 OK@Content-Length: 1@@a",
        "GET | HTTP/1.1 200 OK@Content-Length: 1@@aHTTP/1.1 200 OK@Content-Length: 1@@b",
      })
  void neverUsesAConnectionAgainThatIsOutOfOrder(String method, String sent) throws Exception {
    try (var origin = OriginServer.raw(unescape(sent));
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 1; i <= 3; i++) {
        client.send(method + " / HTTP/1.1\r\nHost: h\r\n\r\n");
        var answer = client.response(method.equals("HEAD"));

        assertThat(answer.status()).isLessThan(400);
        assertThat(answer.body()).isIn("", "a", "abc");
        assertThat(origin.connections()).isEqualTo(i);
      }
    }
  }

  /** What answers before it was asked in full is answered for, and not spoken to again. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void neverUsesAConnectionAgainOnWhichTheRequestWasNotSent(int workers) throws Exception {
    try (var origin =
            OriginServer.withoutBodies(
                (request, in, out, socket) -> OriginServer.write(out, OriginServer.ok("early")));
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc");
      var early = client.response();

      assertThat(early.body()).isEqualTo("early");
      assertThat(early.field("Connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("early");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void boundsInterimResponses() throws Exception {
    try (var origin =
            OriginServer.raw("HTTP/1.1 102 Processing\r\n\r\n".repeat(17) + OriginServer.ok("x"));
        var few =
            OriginServer.raw("HTTP/1.1 102 Processing\r\n\r\n".repeat(16) + OriginServer.ok("x"));
        var gateway =
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule("many", "/many", "", origin.url())
                    + Yaml.rule("few", "/few", "", few.url()));
        var client = new RawHttpClient(gateway.port())) {
      for (var path : new String[] {"/many", "/few"}) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        var interims = 0;
        var answer = client.response();
        while (answer.status() == 102) {
          interims++;
          answer = client.response();
        }

        assertThat(interims).isEqualTo(16);
        assertThat(answer.status()).isEqualTo(path.equals("/many") ? 502 : 200);
      }
    }
  }

  /** An HTTP/1.0 client does not know interim responses (RFC 9110 §15.2). */
  @Test
  void keepsInterimResponsesFromOldClients() throws Exception {
    try (var origin =
            OriginServer.raw("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + OriginServer.ok("x"));
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n");

      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void answers504ToSilence() throws Exception {
    var never = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nX: ");
              return never.await(20, TimeUnit.SECONDS);
            });
        var gateway =
            Yaml.start(1, "", "", Yaml.rule("all", "/", "timeout: 200ms", origin.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(504);
      never.countDown();
    }
  }

  /** A head larger than the limit is not collected for ever. */
  @Test
  void refusesAHeadWithoutEnd() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\n");
              while (true) {
                OriginServer.write(out, "X: " + "a".repeat(1000) + "\r\n");
              }
            });
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(POST);

      assertThat(client.response().status()).isEqualTo(502);
    }
  }

  /** D33: what the gateway sets itself, it sets once. */
  @Test
  void replacesTheBackendsRequestId() throws Exception {
    try (var origin =
            OriginServer.raw(
                "HTTP/1.1 200 OK\r\nX-Request-ID: theirs\r\nx-request-id: too\r\n"
                    + "Keep-Alive: 5\r\nProxy-Authenticate: x\r\nContent-Length: 0\r\n\r\n");
        var gateway = Yaml.startAll(1, origin.url())) {
      var answer = RawHttpClient.get(gateway.port(), "/", "X-Request-ID: ours");

      assertThat(answer.head()).containsOnlyOnce("X-Request-ID").contains("X-Request-ID: ours\r\n");
      assertThat(answer.head()).doesNotContain("theirs", "too", "Keep-Alive", "Proxy-");
    }
  }

  /** A client that leaves takes its exchange with it, long before any limit, and blames nobody. */
  @Test
  void isLeftAloneWhenTheClientLeaves() throws Exception {
    var ends = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (request.startsWith("GET /next")) {
                return OriginServer.write(out, OriginServer.ok("ok"));
              }
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc");
              if (in.read() < 0) {
                ends.countDown();
              }
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url())) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send(GET);
        await().until(() -> !origin.requests().isEmpty());
      }

      assertThat(ends.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(RawHttpClient.get(gateway.port(), "/next").status()).isEqualTo(200);
    }
  }
}
