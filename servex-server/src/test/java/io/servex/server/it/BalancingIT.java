package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferAccounting.class)
class BalancingIT {
  static List<String> ask(int port, int count, String... fields) throws Exception {
    var bodies = new ArrayList<String>();
    try (var client = new RawHttpClient(port)) {
      for (var i = 0; i < count; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n" + RawHttpClient.lines(fields) + "\r\n");
        bodies.add(client.response().body());
      }
    }
    return bodies;
  }

  static Map<String, Integer> counts(List<String> bodies) {
    var counts = new HashMap<String, Integer>();
    bodies.forEach(body -> counts.merge(body, 1, Integer::sum));
    return counts;
  }

  static String rule(String strategy, String weights, OriginServer... origins) {
    var text =
        new StringBuilder(
            "    - name: all\n      load_balancing: " + strategy + "\n      backends:\n");
    for (var i = 0; i < origins.length; i++) {
      text.append("        - url: ").append(origins[i].url());
      text.append("\n          weight: ").append(weights.split(",", -1)[i]).append('\n');
    }
    return text.toString();
  }

  /** R4. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goesRoundInOrder(int workers) throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var b3 = OriginServer.answering("B3");
        var gateway = Yaml.start(workers, "", "", rule("round_robin", "1,1,1", b1, b2, b3))) {
      var bodies = ask(gateway.port(), 300);

      assertThat(counts(bodies)).isEqualTo(Map.of("B1", 100, "B2", 100, "B3", 100));
      assertThat(bodies.subList(0, 4)).containsExactly("B1", "B2", "B3", "B1");
    }
  }

  /** R5, D37. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void weighsRoundRobinSmoothly(int workers) throws Exception {
    try (var b1 = OriginServer.answering("A");
        var b2 = OriginServer.answering("B");
        var gateway = Yaml.start(workers, "", "", rule("weighted_round_robin", "3,2", b1, b2))) {
      assertThat(String.join("", ask(gateway.port(), 10))).isEqualTo("ABABAABABA");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "weighted_random"})
  void drawsAtRandom(String strategy) throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var gateway = Yaml.start(1, "", "", rule(strategy, "3,1", b1, b2))) {
      var share = counts(ask(gateway.port(), 4000)).get("B1") / 4000.0;

      assertThat(share)
          .isBetween(
              strategy.equals("random") ? 0.46 : 0.72, strategy.equals("random") ? 0.54 : 0.78);
    }
  }

  /** R9, R10, D10. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsAClientAtItsBackendWhateverItClaims(int workers) throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var plain = Yaml.start(workers, "", "", rule("ip_hash", "1,1", b1, b2));
        var trusting =
            Yaml.start(
                workers,
                "  trusted_proxies: [127.0.0.0/8]\n",
                "",
                rule("ip_hash", "1,1", b1, b2))) {
      var claimed = new HashSet<String>();
      var resolved = new HashSet<String>();
      for (var i = 0; i < 50; i++) {
        claimed.addAll(ask(plain.port(), 1, "X-Real-IP: 10.0.0." + i));
        resolved.addAll(ask(trusting.port(), 1, "X-Forwarded-For: 10.0.0." + i));
      }

      assertThat(claimed).hasSize(1);
      assertThat(resolved).hasSize(2);
    }
  }

  /** R44, D15. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void neverExceedsALimitAndUsesWhatIsFree(int workers) throws Exception {
    var release = new CountDownLatch(1);
    OriginServer.Behaviour slow =
        (request, in, out, socket) -> {
          assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
          return OriginServer.write(out, OriginServer.ok("ok"));
        };
    try (var b1 = new OriginServer(slow);
        var b2 = new OriginServer(slow);
        var gateway =
            Yaml.start(
                workers,
                "",
                "",
                "    - name: all\n      backends:\n        - url: "
                    + b1.url()
                    + "\n          max_connections: 1\n        - url: "
                    + b2.url()
                    + "\n          max_connections: 1\n");
        var first = new RawHttpClient(gateway.port());
        var second = new RawHttpClient(gateway.port());
        var third = new RawHttpClient(gateway.port())) {
      first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      second.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      org.awaitility.Awaitility.await()
          .until(() -> b1.requests().size() == 1 && b2.requests().size() == 1);
      third.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      var refused = third.response();
      release.countDown();

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.field("Retry-After")).isEqualTo("1");
      assertThat(refused.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
      assertThat(first.response().status()).isEqualTo(200);
      assertThat(second.response().status()).isEqualTo(200);
    }
  }

  /** R15, D16. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void failsOverFromADeadBackend(int workers) throws Exception {
    try (var alive = OriginServer.answering("alive");
        var gateway = Yaml.startAll(workers, "http://127.0.0.1:1", alive.url());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<List<String>>>();
      for (var i = 0; i < 10; i++) {
        tasks.add(() -> ask(gateway.port(), 10));
      }

      for (var answers : threads.invokeAll(tasks)) {
        assertThat(answers.get()).hasSize(10).containsOnly("alive");
      }
    }
  }

  /** D16. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void triesAGetAgainAndAPostNever(int workers) throws Exception {
    OriginServer.Behaviour reset =
        (request, in, out, socket) -> {
          socket.setSoLinger(true, 0);
          return false;
        };
    try (var broken = new OriginServer(reset);
        var alive = OriginServer.answering("alive");
        var gateway = Yaml.startAll(workers, broken.url(), alive.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      var get = client.response();
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      var next = client.response();
      var posts = broken.requests().size() + alive.requests().size();
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
      var post = client.response();

      assertThat(get.body()).isEqualTo("alive");
      assertThat(next.body()).isEqualTo("alive");
      assertThat(post.status()).isIn(200, 502);
      assertThat(broken.requests().size() + alive.requests().size()).isEqualTo(posts + 1);
    }
  }
}
