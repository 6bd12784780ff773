package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a client's connection ends, or does not (R87, RFC 9112 §9). */
@ExtendWith(BufferAccounting.class)
class ClientEndsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 | '' | '' | true",
        "HTTP/1.1 | Connection: close | close | false",
        "HTTP/1.1 | Connection: keep-alive | '' | true",
        "HTTP/1.1 | Connection: keep-alive, close | close | false",
        "HTTP/1.0 | '' | close | false",
        "HTTP/1.0 | Connection: keep-alive | keep-alive | true",
        "HTTP/1.0 | Connection: close | close | false",
      })
  void keepsTheConnectionAsTheClientAsks(
      String version, String field, String answered, boolean open) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      var lines = field.isEmpty() ? "" : field + "\r\n";
      var request = "GET / " + version + "\r\nHost: h\r\n" + lines + "\r\n";
      client.send(request);
      var answer = client.response();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("Connection")).isEqualTo(answered);
      if (open) {
        client.send(request);
        assertThat(client.response().status()).isEqualTo(200);
      } else {
        assertThat(client.closed()).isTrue();
      }
    }
  }

  /** A client that ends its sending side is taken to have left, as nginx takes it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void takesAHalfClosedClientForGone(int workers) throws Exception {
    var gone = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (in.read() < 0) {
                gone.countDown();
              }
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      await().until(() -> origin.requests().size() == 1);
      client.halfClose();

      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.closed()).isTrue();
    }
  }

  /** Pipelined requests behind the one that is cut are never sent to a backend. */
  @Test
  void forgetsWhatWasPipelinedWhenTheClientLeaves() throws Exception {
    var gone = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (request.startsWith("GET /last")) {
                return OriginServer.write(out, OriginServer.ok("ok"));
              }
              if (in.read() < 0) {
                gone.countDown();
              }
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url())) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send(GET.repeat(5));
        await().until(() -> origin.requests().size() == 1);
        client.reset();
      }
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(RawHttpClient.get(gateway.port(), "/last").status()).isEqualTo(200);

      assertThat(origin.requests()).hasSize(2);
    }
  }

  /** The answer to a request that is refused early is not lost in a reset. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void letsTheClientReadWhyItsUploadWasRefused(int workers) throws Exception {
    try (var gateway = Yaml.start(workers, "", "", Yaml.rule("a", "/a", "", "http://127.0.0.1:1"));
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n");
      try {
        for (var i = 0; i < 20; i++) {
          client.send("x".repeat(100_000));
        }
      } catch (java.io.IOException e) {
        assertThat(e).isNotNull();
      }

      var answer = client.response();
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.field("Connection")).isEqualTo("close");
    }
  }

  /** A bad request behind a good one is answered after it, and nothing after that. */
  @Test
  void answersPipelinedRequestsUpToABadOne() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET + GET + "BAD\r\n\r\n" + GET);

      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.closed()).isTrue();
      assertThat(origin.requests()).hasSize(2);
    }
  }

  /** D12: clients that leave do not take the backend out of rotation. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void blamesNoBackendForClientsThatLeave(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (request.startsWith("GET /ok")) {
                return OriginServer.write(out, OriginServer.ok("ok"));
              }
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
              for (var i = 0; i < 1000; i++) {
                OriginServer.write(out, "x".repeat(10_000));
              }
              return false;
            });
        var gateway = Yaml.startAll(workers, origin.url())) {
      for (var i = 0; i < 20; i++) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(GET);
          assertThat(client.line()).contains("200");
          client.reset();
        }
      }

      for (var i = 0; i < 20; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/ok").status()).isEqualTo(200);
      }
    }
  }
}
