package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R43: connections to backends are kept, up to each limit, and not for ever. */
@ExtendWith(BufferAccounting.class)
class PoolIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  /** So many requests at once, each on a connection of its own, all answered when all are there. */
  private static void burst(int port, int count, CountDownLatch release, OriginServer... origins)
      throws Exception {
    var clients = new ArrayList<RawHttpClient>();
    for (var i = 0; i < count; i++) {
      var client = new RawHttpClient(port);
      client.send(GET);
      clients.add(client);
    }
    await()
        .until(() -> {
          var active = 0;
          for (var origin : origins) {
            active += origin.active();
          }
          return active == count;
        });
    release.countDown();
    for (var client : clients) {
      assertThat(client.response().status()).isEqualTo(200);
      client.close();
    }
  }

  private static OriginServer.Behaviour after(CountDownLatch release) {
    return (request, in, out, socket) -> {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
      return OriginServer.write(out, OriginServer.ok("ok"));
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void usesAConnectionAgain(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(workers, origin.url())) {
      assertThat(BalancingIT.ask(gateway.port(), 100)).hasSize(100);

      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsNoMoreThanItsLimitForEachBackend(int workers) throws Exception {
    var release = new CountDownLatch(1);
    try (var origin = new OriginServer(after(release));
        var gateway =
            Yaml.start(
                workers,
                "",
                "  max_idle_conns_per_host: 7\n",
                Yaml.rule("all", "/", "", origin.url()))) {
      burst(gateway.port(), 50, release, origin);

      await().untilAsserted(() -> assertThat(origin.openConnections()).isEqualTo(7));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsNoMoreThanItsLimitInAll(int workers) throws Exception {
    var release = new CountDownLatch(1);
    try (var b1 = new OriginServer(after(release));
        var b2 = new OriginServer(after(release));
        var gateway =
            Yaml.start(
                workers,
                "",
                "  max_idle_conns: 9\n  max_idle_conns_per_host: 8\n",
                Yaml.rule("all", "/", "", b1.url(), b2.url()))) {
      burst(gateway.port(), 40, release, b1, b2);

      await()
          .untilAsserted(
              () -> assertThat(b1.openConnections() + b2.openConnections()).isEqualTo(9));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void closesWhatWasIdleForTooLong(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                workers,
                "",
                "  idle_conn_timeout: 200ms\n",
                Yaml.rule("all", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/");

      await().until(() -> origin.openConnections() == 0);
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  /** The backend closes while the connection waits: the next request does not notice. */
  @Test
  void doesNotUseWhatTheBackendClosed() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, OriginServer.ok("ok"));
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url())) {
      for (var i = 0; i < 20; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("ok");
      }
      assertThat(origin.requests()).hasSize(20);
    }
  }

  /** A request on a kept connection that breaks is sent again on a new one, if it may be. */
  @Test
  void triesAgainWhenAKeptConnectionBreaks() throws Exception {
    var uses = new java.util.concurrent.atomic.AtomicInteger();
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              if (uses.incrementAndGet() == 2) {
                socket.setSoLinger(true, 0);
                return false;
              }
              return OriginServer.write(out, OriginServer.ok("ok"));
            });
        var gateway = Yaml.startAll(1, origin.url())) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);

      assertThat(uses.get()).isEqualTo(3);
      assertThat(origin.connections()).isEqualTo(2);
    }
  }
}
