package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see when backends fail, are full or are slow, and what the gateway counts then. */
@ExtendWith(BufferAccounting.class)
class FailuresIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  private static OriginServer.Behaviour after(CountDownLatch release, String body) {
    return (request, in, out, socket) -> {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
      return OriginServer.write(out, OriginServer.ok(body));
    };
  }

  @Test
  void saysMoreToClientsThatMayKnow() throws Exception {
    try (var gateway =
        Yaml.start(
            1,
            "  send_error_to_client: true\n",
            "",
            Yaml.rule("all", "/", "", "http://127.0.0.1:1"))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").body())
          .isEqualTo("{\"message\":\"Bad Gateway: no connection to the backend\"}");
    }
  }

  private static String limited(String name, String prefix, int limit, OriginServer... origins) {
    var text =
        new StringBuilder(
            "    - name: " + name + "\n      path_prefix: " + prefix + "\n      backends:\n");
    for (var origin : origins) {
      text.append("        - {url: \"").append(origin.url());
      text.append("\", max_connections: ").append(limit).append("}\n");
    }
    return text.toString();
  }

  /** R44: the limit holds, whatever comes at once, and what is over it is told to come back. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void neverSendsABackendMoreThanItsLimit(int workers) throws Exception {
    var release = new CountDownLatch(1);
    try (var b1 = new OriginServer(after(release, "B1"));
        var b2 = new OriginServer(after(release, "B2"));
        var gateway = Yaml.start(workers, "", "", limited("all", "/", 5, b1, b2));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (var i = 0; i < 200; i++) {
        tasks.add(() -> RawHttpClient.get(gateway.port(), "/").status());
      }
      var statuses = new ArrayList<java.util.concurrent.Future<Integer>>();
      tasks.forEach(task -> statuses.add(threads.submit(task)));
      await().until(() -> statuses.stream().filter(one -> one.isDone()).count() == 190);
      release.countDown();
      var counts = new ArrayList<Integer>();
      for (var status : statuses) {
        counts.add(status.get());
      }

      assertThat(counts).containsOnly(200, 503);
      assertThat(counts.stream().filter(status -> status == 200)).hasSize(10);
      assertThat(b1.mostActive()).isEqualTo(5);
      assertThat(b2.mostActive()).isEqualTo(5);
    }
  }

  /** D40: one server in two rules has one limit. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sharesALimitBetweenRules(int workers) throws Exception {
    var release = new CountDownLatch(1);
    try (var origin = new OriginServer(after(release, "ok"));
        var gateway =
            Yaml.start(
                workers,
                "",
                "",
                limited("one", "/one", 1, origin)
                    + Yaml.rule(
                        "two", "/two", "", origin.url().replace("http", "HTTP") + "/base"));
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET /one HTTP/1.1\r\nHost: h\r\n\r\n");
      await().until(() -> origin.requests().size() == 1);

      assertThat(RawHttpClient.get(gateway.port(), "/two").status()).isEqualTo(503);
      release.countDown();
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/two").status()).isEqualTo(200);
    }
  }

  /** D14: errors of every kind leave no request behind in the counters. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void countsNobodyTwiceAfterErrors(int workers) throws Exception {
    var turn = new java.util.concurrent.atomic.AtomicInteger();
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              switch (turn.getAndIncrement() % 4) {
                case 0 -> socket.setSoLinger(true, 0);
                case 1 -> OriginServer.write(out, "nonsense\r\n\r\n");
                case 2 -> OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
                default -> OriginServer.write(out, "HTTP/1.1 200 OK\r\nConte");
              }
              return false;
            });
        var gateway =
            Yaml.start(
                workers,
                "  enable_default_metrics: true\n",
                "  health_check: {passive: false}\n",
                limited("all", "/", 1, origin))) {
      for (var i = 0; i < 50; i++) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(
              "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
          assertThat(client.rest()).doesNotContain("\r\n0\r\n");
        }
      }
      assertThat(turn.get()).isEqualTo(50);

      var labels = "{backend=\"" + origin.url() + "\",rule=\"all\"}";
      await()
          .untilAsserted(() ->
              assertThat(
                      Scrape.of(gateway.port()).value("servex_proxy_backend_connections" + labels))
                  .isZero());
    }
  }

  /** R15, D16: a backend dies under load, and no client notices. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersEveryRequestWhenABackendHasJustDied(int workers) throws Exception {
    try (var dying = OriginServer.answering("B1");
        var alive = OriginServer.answering("B2");
        var gateway = Yaml.startAll(workers, dying.url(), alive.url())) {
      assertThat(BalancingIT.counts(BalancingIT.ask(gateway.port(), 20))).hasSize(2);
      dying.close();

      var after = BalancingIT.ask(gateway.port(), 100);

      assertThat(after).hasSize(100).containsOnly("B2");
    }
  }

  /** R46: a rule may be shorter. The client itself gives up before the default would. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void letsARuleWaitShorter(int workers) throws Exception {
    var never = new CountDownLatch(1);
    try (var origin = new OriginServer(after(never, ""));
        var gateway =
            Yaml.start(
                workers,
                "",
                "  global_timeout: 1h\n",
                Yaml.rule("shorter", "/", "timeout: 200ms", origin.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(504);
      never.countDown();
    }
  }

  /** D17, R45: 504 at the limit of the whole exchange. D18, R46: a rule may be longer. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void letsARuleWaitLonger(int workers) throws Exception {
    var never = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              assertThat(never.await(700, TimeUnit.MILLISECONDS)).isFalse();
              return OriginServer.write(out, OriginServer.ok("late"));
            });
        var gateway =
            Yaml.start(
                workers,
                "",
                "  global_timeout: 300ms\n",
                Yaml.rule("longer", "/longer", "timeout: 20s", origin.url())
                    + Yaml.rule("rest", "/", "", origin.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/longer").body()).isEqualTo("late");
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(504);
    }
  }

  /** R47: a connection that is never accepted costs no more than the time to connect. */
  @Test
  void givesUpConnecting() throws Exception {
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gateway =
            Yaml.start(
                1,
                "",
                "  connect_timeout: 200ms\n",
                Yaml.rule("all", "/", "", "http://127.0.0.1:" + full.getLocalPort()))) {
      var fillers = fill(full);

      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(502);
      for (var socket : fillers) {
        socket.close();
      }
    }
  }

  /** Leaves no room for a connection that is not accepted. */
  private static List<Socket> fill(ServerSocket full) throws IOException {
    var fillers = new ArrayList<Socket>();
    for (var i = 0; i < 4; i++) {
      var socket = new Socket();
      fillers.add(socket);
      try {
        socket.connect(full.getLocalSocketAddress(), 100);
      } catch (java.net.SocketTimeoutException e) {
        break;
      }
    }
    return fillers;
  }

  /** A request without the time to connect says nothing about the backend. */
  @Test
  void blamesNobodyForTheRequestsOwnDeadline() throws Exception {
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gateway =
            Yaml.start(
                1,
                "  enable_default_metrics: true\n",
                "  health_check: {retry_count: 1}\n",
                Yaml.rule(
                    "all", "/", "timeout: 100ms", "http://127.0.0.1:" + full.getLocalPort()))) {
      var fillers = fill(full);

      for (var i = 0; i < 3; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(504);
      }
      var series = "servex_proxy_backend_healthy{backend=\"http://127.0.0.1:%d\",rule=\"all\"}";
      assertThat(Scrape.of(gateway.port()).value(series.formatted(full.getLocalPort())))
          .isEqualTo(1);
      for (var socket : fillers) {
        socket.close();
      }
    }
  }

  /** R47: a backend that takes the request and never begins to answer. */
  @Test
  void givesUpWaitingForTheResponsesHead() throws Exception {
    var never = new CountDownLatch(1);
    try (var origin = new OriginServer(after(never, ""));
        var gateway =
            Yaml.start(
                1,
                "",
                "  response_header_timeout: 200ms\n",
                Yaml.rule("all", "/", "", origin.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(504);
      never.countDown();
    }
  }

  /** A stream of events outlives the limit of the exchange, until it falls silent. */
  @Test
  void cutsAStreamThatFallsSilentOnly() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
              for (var i = 0; i < 8; i++) {
                OriginServer.write(out, "data: " + i + "\n\n");
                Thread.sleep(250);
              }
              return in.read() < 0;
            });
        var gateway =
            Yaml.start(
                1,
                "",
                "  global_timeout: 1500ms\n  stream_idle_timeout: 2s\n",
                Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      var all = client.rest();

      assertThat(all).contains("data: 7").doesNotContain("\r\n0\r\n");
    }
  }

  /** D42: whatever goes wrong, the answer is JSON. */
  @Test
  void answersInJsonWhateverIsWrong() throws Exception {
    var never = new CountDownLatch(1);
    try (var slow = new OriginServer(after(never, ""));
        var gateway =
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1")
                    + Yaml.rule("slow", "/slow", "timeout: 100ms", slow.url())
                    + Yaml.rule("get", "/get", "methods: [GET]", slow.url()))) {
      var messages =
          List.of(
              "404 GET /none HTTP/1.1\r\nHost: h\r\n\r\n",
              "405 POST /get HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
              "502 GET /dead HTTP/1.1\r\nHost: h\r\n\r\n",
              "504 GET /slow HTTP/1.1\r\nHost: h\r\n\r\n",
              "400 GET / HTTP/1.1\r\n\r\n",
              "414 GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
              "431 GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
              "501 POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
              "505 GET / HTTP/3.0\r\nHost: h\r\n\r\n");
      for (var message : messages) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(message.substring(4));
          var answer = client.response();

          assertThat(String.valueOf(answer.status())).isEqualTo(message.substring(0, 3));
          assertThat(answer.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
          assertThat(answer.field("X-Request-ID")).isNotEmpty();
          assertThat(answer.body()).startsWith("{\"message\":\"").endsWith("\"}");
        }
      }
      never.countDown();
    }
  }
}
