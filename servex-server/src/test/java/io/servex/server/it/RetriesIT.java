package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are tried again, and those that must not be: R14, R15, D12, D16. */
@ExtendWith(BufferAccounting.class)
class RetriesIT {
  private static final OriginServer.Behaviour RESET =
      (request, in, out, socket) -> {
        socket.setSoLinger(true, 0);
        return false;
      };

  private static Servex.Running start(int workers, String retry, OriginServer... origins)
      throws Exception {
    var urls = List.of(origins).stream().map(OriginServer::url).toArray(String[]::new);
    return Yaml.start(
        workers,
        "",
        "  health_check: {passive: false}\n",
        Yaml.rule("all", "/", "retry: " + retry, urls));
  }

  private static OriginServer unavailable(String fields) throws Exception {
    return OriginServer.raw(
        "HTTP/1.1 503 Service Unavailable\r\n" + fields + "Content-Length: 4\r\n\r\nbusy");
  }

  private static int received(OriginServer... origins) {
    return List.of(origins).stream().mapToInt(origin -> origin.requests().size()).sum();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void asksAnotherBackendInsteadOfRelayingAnAnswerThatIsWorthIt(int workers) throws Exception {
    try (var busy = unavailable("");
        var alive = OriginServer.answering("alive");
        var gateway = start(workers, "{on: [connect, reset, 503]}", busy, alive);
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 20; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.response().body()).isEqualTo("alive");
      }
      assertThat(busy.requests()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTotalOutageIsNotMultiplied(int workers) throws Exception {
    try (var first = unavailable("");
        var second = unavailable("");
        var third = unavailable("");
        var gateway =
            start(
                workers,
                "{on: [connect, reset, 503], budget: 0.2, min_retries_per_second: 0}",
                first,
                second,
                third);
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 500; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var response = client.response();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("busy");
      }
      assertThat(received(first, second, third)).isBetween(550, 600);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sendsASmallBodyAgainAndALargeOneNot(int workers) throws Exception {
    try (var broken = new OriginServer(RESET);
        var echo = OriginServer.echo();
        var gateway = start(workers, "{replay_buffer: 100B}", broken, echo);
        var client = new RawHttpClient(gateway.port())) {
      var small = "x".repeat(100);
      var large = "y".repeat(101);
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n" + small);
      var repeated = client.response();
      client.send(
          "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n"
              + small
              + "\r\n0\r\n\r\n");
      var second = client.response();
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + large);
      var third = client.response();
      var asked = received(broken, echo);
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + large);
      var fourth = client.response();

      assertThat(repeated.body()).endsWith("\r\n\r\n" + small);
      assertThat(second.status()).isEqualTo(200);
      assertThat(List.of(third.status(), fourth.status())).contains(502);
      assertThat(received(broken, echo)).isEqualTo(asked + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPostReachesOneBackendAtMost(int workers) throws Exception {
    try (var broken = new OriginServer(RESET);
        var busy = unavailable("");
        var gateway =
            start(workers, "{on: [connect, reset, 502, 503, 504], attempts: 5}", broken, busy);
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 20; i++) {
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
        assertThat(client.response().status()).isIn(502, 503);
      }
      assertThat(received(broken, busy)).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aLoneBackendIsAskedAgainAfterAWhile(int workers) throws Exception {
    var asked = new AtomicInteger();
    try (var recovering =
            new OriginServer((request, in, out, socket) ->
                OriginServer.write(
                    out,
                    asked.incrementAndGet() < 3
                        ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
                        : OriginServer.ok("back")));
        var gateway = start(workers, "{on: [503], attempts: 3, backoff: 10ms}", recovering)) {
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("back");
      assertThat(asked).hasValue(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void doesNotComeBackSoonerThanABackendAsks(int workers) throws Exception {
    try (var busy = unavailable("Retry-After: 60\r\n");
        var gateway = start(workers, "{on: [503], attempts: 3}", busy)) {
      var response = RawHttpClient.get(gateway.port(), "/");

      assertThat(response.status()).isEqualTo(503);
      assertThat(response.field("Retry-After")).isEqualTo("60");
      assertThat(busy.requests()).hasSize(1);
    }
  }

  /** D14: also where a retry is at the backend that has just answered, or comes to nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Retry-After: 60\r\n"})
  void givesEveryPlaceBackAfterAskingAgain(String fields) throws Exception {
    try (var first = unavailable(fields);
        var second = unavailable(fields);
        var gateway = counting(5, first.url(), second.url())) {
      for (var i = 0; i < 20; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("busy");
      }

      for (var origin : List.of(first, second)) {
        assertThat(placesTaken(gateway, origin)).isZero();
      }
    }
  }

  private static Servex.Running counting(int attempts, String... backends) throws Exception {
    return Yaml.start(
        1,
        "  enable_default_metrics: true\n",
        "",
        Yaml.rule(
            "all",
            "/",
            "retry: {on: [503], attempts: "
                + attempts
                + ", backoff: 1ms, min_retries_per_second: 1000}",
            backends));
  }

  private static double placesTaken(Servex.Running gateway, OriginServer origin) throws Exception {
    var labels = "{backend=\"" + origin.url() + "\",rule=\"all\"}";
    return Scrape.of(gateway.port()).value("servex_proxy_backend_connections" + labels);
  }

  /** D14: a backend that was full when it was asked again is free the next time. */
  @Test
  void takesNoSecondPlaceThatComesFree() throws Exception {
    var release = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    var asked = new AtomicInteger();
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (request.startsWith("GET /slow")) {
                release.await();
                return OriginServer.write(out, OriginServer.ok("slow"));
              }
              if (asked.incrementAndGet() == 2) {
                release.countDown();
                released.await();
              }
              return OriginServer.write(out, "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
            });
        var gateway = counting(4, origin.url() + "\n          max_connections: 2");
        var slow = new RawHttpClient(gateway.port());
        var client = new RawHttpClient(gateway.port())) {
      slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
      await().until(() -> origin.active() == 1);

      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(slow.response().body()).isEqualTo("slow");
      released.countDown();

      assertThat(client.response().body()).isEqualTo("busy");
      assertThat(asked).hasValue(4);
      assertThat(placesTaken(gateway, origin)).isZero();
    }
  }
}
