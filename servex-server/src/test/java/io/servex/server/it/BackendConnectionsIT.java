package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection to a backend carries, and when it is not used again (R86, R87). */
@ExtendWith(BufferAccounting.class)
class BackendConnectionsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String EXPECTING =
      "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";

  /** What a client pipelines goes to the backend one by one, each after the answer before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void carryOneExchangeAtATime(int workers) throws Exception {
    var turn = new Semaphore(0);
    var surplus = new AtomicInteger();
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              assertThat(turn.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
              surplus.addAndGet(in.available());
              return OriginServer.write(out, OriginServer.ok("ok"));
            });
        var other = OriginServer.answering("other");
        var gateway =
            Yaml.start(
                workers,
                "",
                "",
                Yaml.rule("other", "/other", "", other.url())
                    + Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET.repeat(10));
      for (var i = 1; i <= 10; i++) {
        var sent = i;
        await().until(() -> origin.requests().size() == sent);
        // Whatever the gateway had to send before this was answered, it has sent.
        for (var j = 0; j < 4; j++) {
          assertThat(RawHttpClient.get(gateway.port(), "/other").status()).isEqualTo(200);
        }
        assertThat(origin.requests()).hasSize(i);
        turn.release();
        assertThat(client.response().body()).isEqualTo("ok");
      }

      assertThat(surplus).hasValue(0);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  /** An expectation that is refused leaves it open whether a body comes: nothing may follow. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void areNotUsedAgainAfterARefusedExpectation(int workers) throws Exception {
    try (var origin =
            OriginServer.withoutBodies((request, in, out, socket) ->
                OriginServer.write(
                    out,
                    request.startsWith("PUT")
                        ? "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"
                        : OriginServer.ok("next")));
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(EXPECTING);
      var refused = client.response();

      assertThat(refused.status()).isEqualTo(417);
      assertThat(refused.field("Connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(2);
      assertThat(origin.requests()).hasSize(2);
    }
  }

  /** Only a request with a body may expect anything (RFC 9110 §10.1.1). */
  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Length: 0\r\n"})
  void carryNoExpectationWithoutABody(String length) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n" + length + "\r\n");

      assertThat(client.response().body()).startsWith("PUT / ").doesNotContain("Expect");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void areClosedWhenTheTimeIsOver(int workers) throws Exception {
    var ends = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (request.startsWith("GET /next")) {
                return OriginServer.write(out, OriginServer.ok("ok"));
              }
              if (in.read() < 0) {
                ends.countDown();
              }
              return false;
            });
        var gateway =
            Yaml.start(
                workers,
                "",
                "",
                Yaml.rule("next", "/next", "", origin.url())
                    + Yaml.rule("late", "/", "timeout: 200ms", origin.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(504);

      assertThat(ends.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(RawHttpClient.get(gateway.port(), "/next").body()).isEqualTo("ok");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  /** Once a byte of an answer was seen, even a GET is not asked again. */
  @ParameterizedTest
  @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 103 Early\r\n\r\n"})
  void breakForGoodOnceAByteOfTheAnswerWasSeen(String beginning) throws Exception {
    OriginServer.Behaviour breaks =
        (request, in, out, socket) -> {
          OriginServer.write(out, beginning);
          return false;
        };
    try (var one = new OriginServer(breaks);
        var two = new OriginServer(breaks);
        var gateway =
            Yaml.start(
                1,
                "",
                "  health_check: {passive: false}\n",
                Yaml.rule("all", "/", "retry: {on: [connect, reset]}", one.url(), two.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      var answer = client.response();
      while (answer.status() == 103) {
        answer = client.response();
      }

      assertThat(answer.status()).isEqualTo(502);
      assertThat(one.requests().size() + two.requests().size()).isEqualTo(1);
    }
  }

  /** The length of an interim response would be taken for that of a body. */
  @Test
  void carryNoFramingInInterimResponses() throws Exception {
    try (var origin =
            OriginServer.raw(
                "HTTP/1.1 103 Early\r\nContent-Length: 3\r\nKeep-Alive: 5\r\nLink: x\r\n\r\n"
                    + "HTTP/1.1 102 Processing\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + OriginServer.ok("body"));
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);

      assertThat(client.response().head())
          .contains("103 Early", "Link: x")
          .doesNotContain("Content-Length", "Keep-Alive");
      assertThat(client.response().head()).contains("102").doesNotContain("Transfer-Encoding");
      assertThat(client.response().body()).isEqualTo("body");
      client.send(GET);
      assertThat(client.response().status()).isEqualTo(103);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  /** Only to what the client asked for may a backend change (RFC 9110 §7.8). */
  @ParameterizedTest
  @CsvSource({
    "websocket, websocket, 101",
    "websocket, WebSocket, 101",
    "websocket, h2c, 502",
    "websocket, other, 502",
    "TLS/1.2, TLS/1.2, 502",
    "HTTP/2.0, HTTP/2.0, 502",
  })
  void becomeTheTunnelsThatWereAskedFor(String asked, String answered, int status)
      throws Exception {
    try (var origin =
            OriginServer.raw(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: "
                    + answered
                    + "\r\n\r\n");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: " + asked + "\r\n\r\n");

      assertThat(client.response().status()).isEqualTo(status);
    }
  }

  /** What follows a request for an upgrade waits for the answer, and is a request if it is none. */
  @Test
  void carryNothingBeyondARefusedUpgrade() throws Exception {
    var answer = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              assertThat(answer.await(20, TimeUnit.SECONDS)).isTrue();
              return OriginServer.write(out, OriginServer.ok(request));
            });
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
              + "GET /next HTTP/1.1\r\nHost: h\r\nX-Real-IP: 9.9.9.9\r\n\r\n");
      await().until(() -> origin.requests().size() == 1);
      answer.countDown();

      assertThat(client.response().body()).startsWith("GET /ws ");
      assertThat(client.response().body())
          .startsWith("GET /next ")
          .contains("X-Real-IP: 127.0.0.1\r\n")
          .doesNotContain("9.9.9.9");
      assertThat(List.copyOf(origin.requests())).hasSize(2);
    }
  }
}
