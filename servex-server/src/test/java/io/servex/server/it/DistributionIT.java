package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests each backend gets, counted to the last one where the strategy is exact. */
class DistributionIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  private static List<String> askAtOnce(int port, int clients, int each) throws Exception {
    var bodies = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<List<String>>>();
      for (var i = 0; i < clients; i++) {
        tasks.add(() -> BalancingIT.ask(port, each));
      }
      for (var answers : threads.invokeAll(tasks)) {
        bodies.addAll(answers.get());
      }
    }
    return bodies;
  }

  /** R4, and R3: the strategy of a rule that names none. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sharesParallelRequestsEvenly(int workers) throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var b3 = OriginServer.answering("B3");
        var gateway = Yaml.startAll(workers, b1.url(), b2.url(), b3.url())) {
      var counts = BalancingIT.counts(askAtOnce(gateway.port(), 30, 10));

      assertThat(counts.values()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(99, 101));
    }
  }

  /** R5. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sharesByWeightExactly(int workers) throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var gateway =
            Yaml.start(workers, "", "", BalancingIT.rule("weighted_round_robin", "3,1", b1, b2))) {
      assertThat(BalancingIT.counts(BalancingIT.ask(gateway.port(), 400)))
          .isEqualTo(Map.of("B1", 300, "B2", 100));
      assertThat(BalancingIT.counts(askAtOnce(gateway.port(), 40, 10)))
          .isEqualTo(Map.of("B1", 300, "B2", 100));
    }
  }

  /** Answers when it is let go. */
  private static OriginServer holding(String body, CountDownLatch release) throws Exception {
    return new OriginServer((request, in, out, socket) -> {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
      return OriginServer.write(out, OriginServer.ok(body));
    });
  }

  private static List<RawHttpClient> hold(Servex.Running gateway, int count) throws Exception {
    var clients = new ArrayList<RawHttpClient>();
    for (var i = 0; i < count; i++) {
      var client = new RawHttpClient(gateway.port());
      client.send(GET);
      clients.add(client);
    }
    return clients;
  }

  /** R6: five requests stay at B1; the next five go to B2, each while those before it run. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void prefersTheBackendWithFewestRequests(int workers) throws Exception {
    var never = new CountDownLatch(1);
    var soon = new CountDownLatch(1);
    try (var b1 = holding("B1", never);
        var b2 = holding("B2", soon);
        var gateway =
            Yaml.start(
                workers,
                "  enable_default_metrics: true\n",
                "",
                BalancingIT.rule("least_connections", "1,1", b1, b2))) {
      var first = hold(gateway, 10);
      await().until(() -> b1.requests().size() == 5 && b2.requests().size() == 5);
      soon.countDown();
      var running =
          "servex_proxy_backend_connections{backend=\"%s\",rule=\"all\"}".formatted(b2.url());
      await().until(() -> Scrape.of(gateway.port()).value(running) == 0);
      var next = BalancingIT.ask(gateway.port(), 5);
      never.countDown();

      assertThat(next).containsOnly("B2");
      for (var client : first) {
        assertThat(client.response().status()).isEqualTo(200);
        client.close();
      }
    }
  }

  /** D38: whoever is idle takes turns, and a weight counts. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rotatesTiesAndHonoursWeightsOfLeastConnections(int workers) throws Exception {
    var release = new CountDownLatch(1);
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var even =
            Yaml.start(workers, "", "", BalancingIT.rule("least_connections", "1,1", b1, b2));
        var heavy = holding("heavy", release);
        var light = holding("light", release);
        var weighted =
            Yaml.start(
                workers, "", "", BalancingIT.rule("least_connections", "3,1", heavy, light))) {
      var counts = BalancingIT.counts(BalancingIT.ask(even.port(), 100));
      var held = new ArrayList<RawHttpClient>();
      for (var i = 1; i <= 8; i++) {
        held.addAll(hold(weighted, 1));
        var sent = i;
        await().until(() -> heavy.requests().size() + light.requests().size() == sent);
      }
      release.countDown();

      assertThat(counts.values()).hasSize(2).allSatisfy(n -> assertThat(n).isBetween(40, 60));
      assertThat(heavy.requests()).hasSize(6);
      for (var client : held) {
        client.close();
      }
    }
  }

  /** R7: each share within a tenth of a third. */
  @Test
  void drawsEvenly() throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var b3 = OriginServer.answering("B3");
        var gateway = Yaml.start(2, "", "", BalancingIT.rule("random", "1,5,9", b1, b2, b3))) {
      var counts = BalancingIT.counts(BalancingIT.ask(gateway.port(), 3000));

      assertThat(counts.values()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(890, 1110));
    }
  }

  /** R8: three quarters, give or take three points. */
  @Test
  void drawsByWeight() throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var gateway = Yaml.start(2, "", "", BalancingIT.rule("weighted_random", "3,1", b1, b2))) {
      var counts = BalancingIT.counts(BalancingIT.ask(gateway.port(), 4000));

      assertThat(counts.get("B1")).isBetween(2880, 3120);
    }
  }

  private static Map<String, String> homes(int port, int addresses) throws Exception {
    var homes = new HashMap<String, String>();
    try (var client = new RawHttpClient(port)) {
      for (var i = 0; i < addresses; i++) {
        var address = "10.1." + i / 200 + "." + (i % 200 + 1);
        client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: " + address + "\r\n\r\n");
        homes.put(address, client.response().body());
      }
    }
    return homes;
  }

  /** R9: 50 requests of one client at one backend; 200 clients at all of them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsAClientAndSpreadsMany(int workers) throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var b3 = OriginServer.answering("B3");
        var gateway =
            Yaml.start(
                workers,
                "  trusted_proxies: [127.0.0.0/8]\n",
                "",
                BalancingIT.rule("ip_hash", "1,1,1", b1, b2, b3))) {
      assertThat(BalancingIT.counts(BalancingIT.ask(gateway.port(), 50))).hasSize(1);
      assertThat(homes(gateway.port(), 200).values()).contains("B1", "B2", "B3");
    }
  }

  /** R10, D11: only the clients of a lost backend move, and they come back with it. */
  @Test
  void movesOnlyTheClientsOfALostBackend() throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var b3 = OriginServer.answering("B3");
        var lost = OriginServer.answering("B4");
        var gateway =
            Yaml.start(
                1,
                "  trusted_proxies: [127.0.0.0/8]\n",
                "  health_check:\n    retry_count: 1\n    default_interval: 300ms\n",
                BalancingIT.rule("ip_hash", "1,1,1,1", b1, b2, b3, lost))) {
      var before = homes(gateway.port(), 100);
      lost.close();
      var without = homes(gateway.port(), 100);
      try (var back = OriginServer.answering("B4", lost.port())) {
        await().until(() -> homes(gateway.port(), 100).equals(before));
        assertThat(back.requests()).isNotEmpty();
      }

      assertThat(before.values()).contains("B4");
      before.forEach((address, home) -> {
        if (home.equals("B4")) {
          assertThat(without.get(address)).isIn("B1", "B2", "B3");
        } else {
          assertThat(without.get(address)).isEqualTo(home);
        }
      });
    }
  }
}
