package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R48: what a gateway takes for its work, it gives back. */
class AtRestIT {
  private static final int PARALLEL = 1000;
  private static final int ABORTED = 100;
  private static final String IN_FLIGHT =
      "servex_proxy_backend_connections{backend=\"%s\",rule=\"all\"}";

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("servex"))
        .count();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void threadsSocketsAndCountersGoBackToWhereTheyBegan(int workers) throws Exception {
    var release = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                (request.startsWith("GET /now") || release.await(60, TimeUnit.SECONDS))
                    && OriginServer.write(out, OriginServer.ok("ok")));
        var gateway =
            Yaml.start(
                workers,
                "  enable_default_metrics: true\n",
                "  idle_conn_timeout: 200ms\n  global_timeout: 2m\n",
                Yaml.rule("all", "/", "", origin.url()))) {
      for (var i = 0; i < 20; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/now").status()).isEqualTo(200);
      }
      var inFlight = IN_FLIGHT.formatted(origin.url());
      await().until(() -> origin.openConnections() == 0);
      assertThat(Scrape.of(gateway.port()).value(inFlight)).isZero();
      var threads = threads();
      var sockets = OpenSockets.count();

      var clients = new ArrayList<RawHttpClient>();
      for (var i = 0; i < PARALLEL; i++) {
        var client = new RawHttpClient(gateway.port());
        client.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
        clients.add(client);
      }
      await().atMost(60, TimeUnit.SECONDS).until(() -> origin.active() == PARALLEL);
      assertThat(Scrape.of(gateway.port()).value(inFlight)).isEqualTo(PARALLEL);
      for (var client : clients.subList(0, ABORTED)) {
        client.reset();
      }
      await().until(() -> Scrape.of(gateway.port()).value(inFlight) == PARALLEL - ABORTED);
      release.countDown();
      for (var client : clients.subList(ABORTED, PARALLEL)) {
        assertThat(client.response().status()).isEqualTo(200);
        client.close();
      }

      await().until(() -> Scrape.of(gateway.port()).value(inFlight) == 0);
      await().until(() -> origin.openConnections() == 0);
      await().until(() -> OpenSockets.count() <= sockets + 4);
      assertThat(threads()).isLessThanOrEqualTo(threads);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingIsLeftOfAGatewayThatStopped(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok")) {
      run(workers, origin);
      var threads = threads();
      var sockets = OpenSockets.count();

      for (var i = 0; i < 5; i++) {
        run(workers, origin);
      }

      await().until(() -> threads() <= threads);
      await().until(() -> OpenSockets.count() <= sockets + 4);
    }
  }

  private static void run(int workers, OriginServer origin) throws Exception {
    try (var gateway = Yaml.startAll(workers, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.response().body()).isEqualTo("ok");
    }
  }
}
