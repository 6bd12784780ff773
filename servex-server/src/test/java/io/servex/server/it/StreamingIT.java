package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferAccounting.class)
class StreamingIT {
  /** D23. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void passesEventsOnAtOnce(int workers) throws Exception {
    var seen = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
              assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
              OriginServer.write(out, "data: 2\n\n");
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      while (!client.line().isEmpty()) {
        assertThat(seen.getCount()).isEqualTo(1);
      }

      assertThat(client.read(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
      seen.countDown();
      assertThat(client.read(19)).isEqualTo("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
    }
  }

  /** R87. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void relaysChunksAndTrailersBothWays(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                OriginServer.write(
                    out,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 7\r\n\r\n"));
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwxyz\r\n1;a=b\r\n!\r\n0\r\nX-T: 1\r\n\r\n");
      var first = client.response();
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(first.body()).isEqualTo("abcde[X-Sum: 7]");
      assertThat(origin.requests().getFirst()).endsWith("\r\n\r\nwxyz![X-T: 1]");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  /** R87. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersPipelinedRequestsInOrder(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      var requests = new StringBuilder();
      for (var i = 0; i < 20; i++) {
        requests
            .append("POST /")
            .append(i)
            .append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy");
      }
      client.send(requests.toString());

      for (var i = 0; i < 20; i++) {
        assertThat(client.response().body()).startsWith("POST /" + i + " ").endsWith("xy");
      }
    }
  }

  /** R87. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void relaysHeadAndBodilessResponses(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                OriginServer.write(
                    out,
                    request.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
                        : "HTTP/1.1 204 No Content\r\n\r\n"));
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(client.response(true).field("Content-Length")).isEqualTo("10");
      assertThat(client.response().status()).isEqualTo(204);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  /** R87. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void servesOldClientsAndOldBackends(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.0 200 OK\r\n\r\nuntil the end");
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url());
        var old = new RawHttpClient(gateway.port());
        var modern = new RawHttpClient(gateway.port())) {
      old.send("GET / HTTP/1.0\r\n\r\n");
      modern.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      var toOld = old.response();
      var toModern = modern.response();

      assertThat(toOld.body()).isEqualTo("until the end");
      assertThat(toOld.head()).doesNotContain("chunked").contains("Connection: close");
      assertThat(toModern.body()).isEqualTo("until the end");
    }
  }

  /** R87. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void relaysContinueBeforeTheBodyIsSent(int workers) throws Exception {
    try (var origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gateway = Yaml.startAll(workers, "http://127.0.0.1:" + origin.getLocalPort());
        var client = new RawHttpClient(gateway.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      try (var socket = origin.accept()) {
        socket.setSoTimeout(20_000);
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
          head.append((char) socket.getInputStream().read());
        }
        OriginServer.write(socket.getOutputStream(), "HTTP/1.1 100 Continue\r\n\r\n");
        var interim = client.response();
        client.send("hi");
        var body = new String(socket.getInputStream().readNBytes(2), StandardCharsets.US_ASCII);
        OriginServer.write(socket.getOutputStream(), OriginServer.ok("done"));

        assertThat(head.toString()).contains("Expect: 100-continue\r\n");
        assertThat(interim.status()).isEqualTo(100);
        assertThat(body).isEqualTo("hi");
        assertThat(client.response().body()).isEqualTo("done");
      }
    }
  }

  /** D24. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cutsWhatTheBackendCut(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThatThrownBy(client::response).isInstanceOf(IOException.class);
    }
  }

  /** D22. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tunnelsAfterAnUpgrade(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out,
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
              for (var next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
                out.flush();
              }
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      var switched = client.response();

      assertThat(switched.status()).isEqualTo(101);
      assertThat(switched.field("Upgrade")).isEqualTo("websocket");
      assertThat(client.read(5)).isEqualTo("hello");
      client.send("ping");
      assertThat(client.read(4)).isEqualTo("ping");
      client.send("pong");
      assertThat(client.read(4)).isEqualTo("pong");
    }
  }

  /** R87. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void streamsLargeBodiesBothWays(int workers) throws Exception {
    var body = "0123456789abcdef".repeat(1 << 17);
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                OriginServer.write(
                    out, OriginServer.ok(request.substring(request.indexOf("\r\n\r\n") + 4))));
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

      assertThat(client.response().body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void abandonsTheBackendWhenTheClientLeaves(int workers) throws Exception {
    var gone = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (in.read() < 0) {
                gone.countDown();
              }
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url())) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        org.awaitility.Awaitility.await().until(() -> !origin.requests().isEmpty());
      }

      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
