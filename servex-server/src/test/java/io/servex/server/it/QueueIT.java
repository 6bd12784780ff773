package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait where all backends of their rule are full. */
@ExtendWith(BufferAccounting.class)
class QueueIT {
  private static final String WAITING = "servex_proxy_pending_requests{rule=\"%s\"}";

  /** Answers with the request's target, once for each permit. */
  private static OriginServer permitted(Semaphore permits) throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      permits.acquire();
      return OriginServer.write(out, OriginServer.ok(request.split(" ")[1]));
    });
  }

  private static String rule(String name, String more, OriginServer... origins) {
    var text = new StringBuilder("    - {name: " + name + ", path_prefix: /" + name + more);
    text.append(", backends: [");
    for (var origin : origins) {
      text.append("{url: \"").append(origin.url()).append("\", max_connections: 1}, ");
    }
    return text.append("]}\n").toString();
  }

  private static Servex.Running start(int workers, String... rules) throws Exception {
    return Yaml.start(workers, "  enable_default_metrics: true\n", "", String.join("", rules));
  }

  private static RawHttpClient ask(int port, String target) throws IOException {
    var client = new RawHttpClient(port);
    client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    return client;
  }

  private static void awaitWaiting(int port, String rule, int count) {
    await().until(() -> Scrape.of(port).value(WAITING.formatted(rule)) == count);
  }

  /**
   * R44: who came first is served first, whichever event loop it is on, and a full queue is 503.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void servesInTheOrderOfArrival(int workers) throws Exception {
    var permits = new Semaphore(0);
    try (var origin = permitted(permits);
        var gateway = start(workers, rule("r", ", max_pending: 4, pending_timeout: 30s", origin));
        var running = ask(gateway.port(), "/r/0")) {
      await().until(() -> origin.active() == 1);
      var waiting = new ArrayList<RawHttpClient>();
      for (var i = 1; i <= 4; i++) {
        waiting.add(ask(gateway.port(), "/r/" + i));
        awaitWaiting(gateway.port(), "r", i);
      }

      var refused = RawHttpClient.get(gateway.port(), "/r/5");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.field("retry-after")).isEqualTo("1");
      permits.release();
      assertThat(running.response().body()).isEqualTo("/r/0");
      for (var i = 1; i <= 4; i++) {
        permits.release();
        assertThat(waiting.get(i - 1).response().body()).isEqualTo("/r/" + i);
        waiting.get(i - 1).close();
      }

      assertThat(origin.mostActive()).isEqualTo(1);
      awaitWaiting(gateway.port(), "r", 0);
    }
  }

  @Test
  void waitsNoLongerThanItMay() throws Exception {
    var permits = new Semaphore(0);
    try (var origin = permitted(permits);
        var gateway = start(1, rule("r", ", max_pending: 4, pending_timeout: 100ms", origin));
        var running = ask(gateway.port(), "/r/0")) {
      await().until(() -> origin.active() == 1);

      var late = RawHttpClient.get(gateway.port(), "/r/1");

      assertThat(late.status()).isEqualTo(503);
      assertThat(late.field("retry-after")).isEqualTo("1");
      var series =
          "servex_proxy_errors_total{backend=\"none\",reason=\"pending_timeout\",rule=\"r\"}";
      assertThat(Scrape.of(gateway.port()).value(series)).isEqualTo(1);
      permits.release(2);
      assertThat(running.response().status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/r/2").status()).isEqualTo(200);
      assertThat(origin.requests()).hasSize(2);
    }
  }

  /** D40: a place that one rule gives back is handed to the other rule of the same backend. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void handsPlacesFromRuleToRule(int workers) throws Exception {
    var permits = new Semaphore(0);
    try (var origin = permitted(permits);
        var gateway =
            start(
                workers,
                rule("one", "", origin),
                rule("two", ", max_pending: 4, pending_timeout: 30s", origin));
        var running = ask(gateway.port(), "/one/0")) {
      await().until(() -> origin.active() == 1);
      try (var waiting = ask(gateway.port(), "/two/1")) {
        awaitWaiting(gateway.port(), "two", 1);
        assertThat(RawHttpClient.get(gateway.port(), "/one/2").status()).isEqualTo(503);

        permits.release(2);

        assertThat(running.response().body()).isEqualTo("/one/0");
        assertThat(waiting.response().body()).isEqualTo("/two/1");
      }
      assertThat(origin.mostActive()).isEqualTo(1);
    }
  }

  /** Clients that leave while they wait take no place with them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void losesNoPlaceToClientsThatLeave(int workers) throws Exception {
    var permits = new Semaphore(0);
    try (var one = permitted(permits);
        var two = permitted(permits);
        var gateway =
            start(workers, rule("r", ", max_pending: 64, pending_timeout: 30s", one, two))) {
      var staying = new ArrayList<RawHttpClient>();
      for (var i = 0; i < 2; i++) {
        staying.add(ask(gateway.port(), "/r"));
      }
      await().until(() -> one.active() == 1 && two.active() == 1);
      var leaving = new ArrayList<RawHttpClient>();
      for (var i = 0; i < 20; i++) {
        leaving.add(ask(gateway.port(), "/r"));
        staying.add(ask(gateway.port(), "/r"));
      }
      awaitWaiting(gateway.port(), "r", 40);
      for (var client : leaving) {
        client.reset();
      }
      awaitWaiting(gateway.port(), "r", 20);
      permits.release(22);

      for (var client : staying) {
        assertThat(client.response().status()).isEqualTo(200);
        client.close();
      }
      awaitWaiting(gateway.port(), "r", 0);
      assertThat(one.requests().size() + two.requests().size()).isEqualTo(22);
      assertThat(one.mostActive()).isEqualTo(1);
      assertThat(two.mostActive()).isEqualTo(1);
    }
  }

  /** A place that is handed to a client that leaves at this moment goes on to the next. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void losesNoPlaceToClientsThatLeaveWhenTheirTurnComes(int workers) throws Exception {
    var permits = new Semaphore(0);
    try (var one = permitted(permits);
        var two = permitted(permits);
        var gateway =
            start(workers, rule("r", ", max_pending: 64, pending_timeout: 30s", one, two));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var staying = new ArrayList<RawHttpClient>();
      var leaving = new ArrayList<Callable<Void>>();
      for (var i = 0; i < 20; i++) {
        staying.add(ask(gateway.port(), "/r"));
        var client = ask(gateway.port(), "/r");
        leaving.add(() -> {
          client.reset();
          return null;
        });
      }
      awaitWaiting(gateway.port(), "r", 38);
      permits.release(1000);
      for (var left : threads.invokeAll(leaving)) {
        left.get();
      }

      for (var client : staying) {
        assertThat(client.response().status()).isEqualTo(200);
        client.close();
      }
      awaitWaiting(gateway.port(), "r", 0);
      await().until(() -> taken(gateway.port(), one) == 0 && taken(gateway.port(), two) == 0);
      assertThat(RawHttpClient.get(gateway.port(), "/r").status()).isEqualTo(200);
    }
  }

  /** How many places at a backend are taken. */
  private static double taken(int port, OriginServer origin) throws IOException {
    var series = "servex_proxy_backend_connections{backend=\"%s\",rule=\"r\"}";
    return Scrape.of(port).value(series.formatted(origin.url()));
  }
}
