package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R48: no change of the configuration costs a request. */
@ExtendWith(BufferAccounting.class)
class ReloadIT {
  private static final String METRICS = "enable_default_metrics: true";
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  private static Servex gateway(int workers, String server, String... backends) {
    var yaml = new StringBuilder("server:\n  http: \"127.0.0.1:0\"\n  workers: " + workers + "\n");
    yaml.append(server.isEmpty() ? "" : "  " + server.replace(", ", "\n  ") + "\n");
    yaml.append("proxy:\n  enabled: true\n  rules:\n    - name: all\n      path_prefix: /\n");
    yaml.append("      backends:\n");
    for (var backend : backends) {
      yaml.append("        - url: \"").append(backend).append("\"\n");
    }
    return Servex.fromYaml(yaml.toString());
  }

  /** What a rule says beside its backends and its strategy may change without losing these. */
  @Test
  void goesOnWithTheBalancingOfARuleWhoseRetriesChange() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var three = OriginServer.answering("three");
        var gateway = Yaml.startAll(1, one.url(), two.url(), three.url());
        var client = new RawHttpClient(gateway.port())) {
      var bodies = new ArrayList<String>();
      for (var i = 1; i <= 6; i++) {
        client.send(GET);
        bodies.add(client.response().body());
        var yaml =
            """
            server: {http: "127.0.0.1:0"}
            logging: {disable_request_logging: true}
            proxy:
              enabled: true
              rules:
                - name: all
                  path_prefix: /
                  slow_start: %ds
                  max_pending: %d
                  retry: {attempts: %d}
                  backends: [{url: "%s"}, {url: "%s"}, {url: "%s"}]
            """;
        var report =
            gateway.reload(
                Servex.fromYaml(yaml.formatted(i, i, i, one.url(), two.url(), three.url())));
        assertThat(report.get(1)).isEqualTo("rules: 1 kept, 0 added, 0 drained");
      }

      assertThat(bodies).containsExactly("one", "two", "three", "one", "two", "three");
    }
  }

  private static OriginServer echoingTunnel() throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      OriginServer.write(
          out, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
      in.transferTo(out);
      return false;
    });
  }

  private static void openTunnel(RawHttpClient client) throws IOException {
    client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
    while (!client.line().isEmpty()) {
      assertThat(client.closed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sendsTheNextRequestOfAnOpenConnectionByTheNewRules(int workers) throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = gateway(workers, "", one.url()).start();
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      assertThat(client.response().body()).isEqualTo("one");
      var port = gateway.port();

      var report = gateway.reload(gateway(workers, "", two.url()));
      client.send(GET);

      assertThat(client.response().body()).isEqualTo("two");
      assertThat(gateway.port()).isEqualTo(port);
      assertThat(report.get(0)).startsWith("listeners: 1 kept, 0 opened, 0 closed");
      assertThat(report.get(1)).isEqualTo("rules: 0 kept, 1 added [all], 1 drained [all]");
      assertThat(report.get(2)).startsWith("backends: 0 kept, 1 added [");
    }
  }

  @Test
  void keepsIdleConnectionsToBackendsThatStay() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = gateway(1, "", one.url()).start();
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      client.response();

      var report = gateway.reload(gateway(1, "", one.url(), two.url()));
      for (var i = 0; i < 4; i++) {
        client.send(GET);
        client.response();
      }

      assertThat(one.connections()).isEqualTo(1);
      assertThat(report.get(2)).startsWith("backends: 1 kept, 1 added [");
    }
  }

  @Test
  void goesOnWithTheBalancingOfARuleThatStays() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var three = OriginServer.answering("three");
        var gateway = gateway(1, "", one.url(), two.url(), three.url()).start();
        var client = new RawHttpClient(gateway.port())) {
      var bodies = new ArrayList<String>();
      for (var i = 0; i < 9; i++) {
        client.send(GET);
        bodies.add(client.response().body());
        gateway.reload(gateway(1, "", one.url(), two.url(), three.url()));
      }

      assertThat(bodies)
          .containsExactly("one", "two", "three", "one", "two", "three", "one", "two", "three");
    }
  }

  @Test
  void changesNothingWhenTheNewConfigurationIsOfNoUse() throws Exception {
    try (var one = OriginServer.answering("one");
        var gateway = gateway(1, "", one.url()).start();
        var client = new RawHttpClient(gateway.port())) {
      var unknown = gateway(1, "", "http://no-such-host.invalid:1");

      assertThatThrownBy(() -> gateway.reload(unknown))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("no-such-host.invalid");
      client.send(GET);

      assertThat(client.response().body()).isEqualTo("one");
    }
  }

  @Test
  void refusesAnAddressThatIsTaken() throws Exception {
    try (var one = OriginServer.answering("one");
        var gateway = gateway(1, "", one.url()).start()) {
      var taken =
          Servex.fromYaml(
              "server:\n  http: \"127.0.0.1:%d\"\nproxy:\n  enabled: false\n"
                  .formatted(one.port()));

      assertThatThrownBy(() -> gateway.reload(taken))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("cannot listen");
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("one");
    }
  }

  @Test
  void movesToAnotherAddressAndLeavesTheOldOne() throws Exception {
    try (var one = OriginServer.answering("one");
        var gateway = gateway(1, "", one.url()).start()) {
      var before = gateway.port();
      var yaml =
          """
          server:
            http: "127.0.0.2:0"
          proxy:
            enabled: true
            rules:
              - path_prefix: /
                backends:
                  - url: "%s"
          """
              .formatted(one.url());

      gateway.reload(Servex.fromYaml(yaml));

      assertThat(gateway.addresses().getFirst().getAddress().getHostAddress())
          .isEqualTo("127.0.0.2");
      assertThatThrownBy(() -> RawHttpClient.get(before, "/")).isInstanceOf(ConnectException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void letsTunnelsAndHalfSentUploadsEndWhereTheyBegan(int workers) throws Exception {
    try (var tunnels = echoingTunnel();
        var echo = OriginServer.echo();
        var two = OriginServer.answering("two");
        var gateway = gateway(workers, "", tunnels.url()).start();
        var tunnel = new RawHttpClient(gateway.port());
        var upload = new RawHttpClient(gateway.port())) {
      openTunnel(tunnel);
      gateway.reload(gateway(workers, "", echo.url()));
      upload.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf");
      while (echo.connections() == 0) {
        Thread.onSpinWait();
      }

      gateway.reload(gateway(workers, "", two.url()));
      tunnel.send("still there");
      upload.send("rest");

      assertThat(tunnel.read(11)).isEqualTo("still there");
      assertThat(upload.response().body()).endsWith("halfrest");
      upload.send(GET);
      assertThat(upload.response().body()).isEqualTo("two");
    }
  }

  @Test
  void cutsWhatStillRunsToABackendThatIsGoneAfterTheDrainTimeout() throws Exception {
    try (var tunnels = echoingTunnel();
        var two = OriginServer.answering("two");
        var gateway = gateway(1, "drain_timeout: 200ms", tunnels.url()).start();
        var tunnel = new RawHttpClient(gateway.port())) {
      openTunnel(tunnel);

      gateway.reload(gateway(1, "drain_timeout: 200ms", two.url()));

      assertThat(tunnel.closed()).isTrue();
    }
  }

  /** What a backend was granted when it went, no later change takes away. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cutsEachBackendAtItsOwnTime(int workers) throws Exception {
    try (var first = echoingTunnel();
        var second = echoingTunnel();
        var third = OriginServer.answering("third");
        var gateway = gateway(workers, "", first.url()).start();
        var early = new RawHttpClient(gateway.port());
        var late = new RawHttpClient(gateway.port())) {
      openTunnel(early);
      gateway.reload(gateway(workers, "drain_timeout: 300ms", second.url()));
      openTunnel(late);
      gateway.reload(gateway(workers, "drain_timeout: 1h", third.url()));
      gateway.reload(gateway(workers, "drain_timeout: 1h, max_header_count: 50", third.url()));
      early.send("early");
      assertThat(early.read(5)).isEqualTo("early");

      assertThat(early.closed()).isTrue();

      late.send("late");
      assertThat(late.read(4)).isEqualTo("late");
    }
  }

  @Test
  void losesNoRequestOverAHundredReloadsUnderLoad() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var three = OriginServer.answering("three");
        var gateway = gateway(2, METRICS, one.url(), two.url()).start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stop = new AtomicBoolean();
      var begun = new CountDownLatch(8);
      var clients = new ArrayList<Future<Integer>>();
      for (var i = 0; i < 8; i++) {
        clients.add(threads.submit(() -> ask(gateway.port(), begun, stop)));
      }
      assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

      for (var i = 0; i < 100; i++) {
        gateway.reload(
            i % 2 == 0
                ? gateway(2, METRICS, three.url(), two.url())
                : gateway(2, METRICS, one.url(), two.url()));
      }
      stop.set(true);

      for (var client : clients) {
        assertThat(client.get(10, TimeUnit.SECONDS)).isPositive();
      }
      assertThat(Scrape.of(gateway.port()).value("servex_proxy_retries_total{rule=\"all\"}"))
          .isZero();
    }
  }

  private static int ask(int port, CountDownLatch begun, AtomicBoolean stop) throws IOException {
    var answered = 0;
    try (var client = new RawHttpClient(port)) {
      while (!stop.get()) {
        client.send(GET);
        assertThat(client.response().status()).isEqualTo(200);
        answered++;
        begun.countDown();
      }
    }
    return answered;
  }
}
