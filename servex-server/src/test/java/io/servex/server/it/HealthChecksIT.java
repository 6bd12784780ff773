package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.config.ConfigLoader;
import io.servex.server.observe.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Active checks, from YAML to the sockets of backends. */
class HealthChecksIT {
  private static final String HEALTHY = "servex_proxy_backend_healthy{backend=\"%s\",rule=\"all\"}";
  @TempDir Path folder;

  private Servex.Running start(int workers, String check, String backends) throws Exception {
    return configured(workers, check, backends).start();
  }

  private Servex configured(int workers, String check, String backends) {
    return Servex.fromYaml(
        """
        server:
          http: "127.0.0.1:0"
          workers: %d
          enable_default_metrics: true
        logging:
          file: %s
          disable_request_logging: true
        proxy:
          enabled: true
          health_check: {enabled: true, %s}
          rules:
            - name: all
              path_prefix: /
              backends:
        %s
        """
            .formatted(workers, folder.resolve("log"), check, backends));
  }

  private static String backend(String url, String more) {
    return "        - {url: \"" + url + "\"" + (more.isEmpty() ? "" : ", " + more) + "}\n";
  }

  private static String checked(HealthOrigin origin) {
    return backend(origin.url(), "health_check_path: /health");
  }

  private static boolean healthy(int port, String url) throws IOException {
    return Scrape.of(port).value(HEALTHY.formatted(url)) == 1;
  }

  /** Sends the events of this process, which is not the program's, where the program sends them. */
  @BeforeEach
  void logAsTheProgramDoes() throws Exception {
    logTo("logging: {file: \"" + folder.resolve("events") + "\"}");
  }

  @AfterEach
  void logAsBefore() throws Exception {
    logTo("logging: {format: text}");
  }

  private static void logTo(String logging) throws Exception {
    var yaml = "server: {http: \"127.0.0.1:0\"}\n" + logging;
    Logs.configure(new ConfigLoader(Map.of()).parse(yaml).config().logging());
  }

  private List<String> lines(String message) throws IOException {
    try (var lines = Files.lines(folder.resolve("events"))) {
      return lines.filter(line -> line.contains("\"msg\":\"" + message + "\"")).toList();
    }
  }

  private static List<String> ask(int port, int count) throws IOException {
    var bodies = new ArrayList<String>();
    try (var client = new RawHttpClient(port)) {
      for (var i = 0; i < count; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        bodies.add(client.response().body());
      }
    }
    return bodies;
  }

  /**
   * R11, R14, R17, R18: out after the round that found it, back within an interval, and said so.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sendsNothingToABackendThatIsFoundIllUntilItIsWell(int workers) throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two");
        var gateway =
            start(
                workers, "default_interval: 100ms, retry_count: 1", checked(one) + checked(two))) {
      assertThat(ask(gateway.port(), 4)).contains("one", "two");

      two.answers("500 Internal Server Error");
      await().until(() -> !healthy(gateway.port(), two.url()));
      var before = two.traffic().size();
      assertThat(ask(gateway.port(), 20)).containsOnly("one");
      assertThat(two.traffic()).hasSize(before);
      var status = RawHttpClient.get(gateway.port(), "/proxy-status").body();
      assertThat(status).contains("health check failed with status 500");

      two.answers("200 OK");
      await().until(() -> healthy(gateway.port(), two.url()));
      assertThat(ask(gateway.port(), 4)).contains("one", "two");

      await().until(() -> lines("backend recovered").size() == 1);
      assertThat(lines("backend unhealthy")).hasSize(1);
      assertThat(lines("backend unhealthy").getFirst())
          .contains("\"level\":\"error\"")
          .contains("\"component\":\"proxy\",\"backend\":\"" + two.url() + "\",\"healthy\":false")
          .contains("\"error\":\"health check failed with status 500\"");
      assertThat(lines("backend recovered").getFirst())
          .contains("\"level\":\"info\"")
          .contains("\"component\":\"proxy\",\"backend\":\"" + two.url() + "\",\"healthy\":true");
      assertThat(lines("starting health checks")).hasSize(2);
      assertThat(lines("starting health checks").getFirst())
          .contains("\"interval\":100000000,\"path\":\"/health\"");
      var page = Scrape.of(gateway.port());
      var url = "backend=\"" + two.url() + "\"";
      assertThat(page.value("servex_proxy_backend_transitions_total{" + url + ",to=\"unhealthy\"}"))
          .isEqualTo(1);
      assertThat(page.value("servex_proxy_backend_transitions_total{" + url + ",to=\"healthy\"}"))
          .isEqualTo(1);
      assertThat(page.value("servex_proxy_health_checks_total{" + url + ",result=\"failed\"}"))
          .isPositive();
      assertThat(page.value("servex_proxy_health_checks_total{" + url + ",result=\"passed\"}"))
          .isPositive();
    }
  }

  /** D20: the first round is at once, and takes a backend out alone. */
  @Test
  void findsADeadBackendAtTheStart() throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two")) {
      two.answers("503 Service Unavailable");
      try (var gateway =
          start(1, "default_interval: 10m, retry_count: 1, fall: 3", checked(one) + checked(two))) {
        await().until(() -> !healthy(gateway.port(), two.url()));

        assertThat(ask(gateway.port(), 10)).containsOnly("one");
        assertThat(one.probes()).hasSize(1);
      }
    }
  }

  /** R12. */
  @Test
  void keepsEachIntervalOfItsOwn() throws Exception {
    try (var often = new HealthOrigin("often");
        var seldom = new HealthOrigin("seldom");
        var gateway =
            start(
                1,
                "default_interval: 600ms",
                checked(seldom)
                    + backend(
                        often.url(), "health_check_path: /health, health_check_interval: 100ms"))) {
      await().until(() -> seldom.probes().size() == 4);

      assertThat(gateway.port()).isPositive();
      assertThat(often.probes().size()).isBetween(8, 25);
    }
  }

  /** R13. */
  @Test
  void doesNotWaitForAProbeLongerThanItsTimeout() throws Exception {
    var release = new CountDownLatch(1);
    OriginServer.Behaviour stuck =
        (request, in, out, socket) -> {
          if (HealthOrigin.probe(request)) {
            assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
          }
          return OriginServer.write(out, OriginServer.ok("stuck"));
        };
    try (var one = new OriginServer(stuck);
        var gateway =
            start(
                1,
                "default_interval: 200ms, timeout: 50ms, retry_count: 1",
                backend(one.url(), "health_check_path: /health"))) {
      await().until(() -> !healthy(gateway.port(), one.url()));
      var refused = RawHttpClient.get(gateway.port(), "/");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.field("Retry-After")).isEqualTo("1");
      assertThat(lines("backend unhealthy").getFirst()).contains("no answer within 50 ms");
      release.countDown();
      await().until(() -> healthy(gateway.port(), one.url()));
    }
  }

  /** R16. */
  @ParameterizedTest
  @CsvSource({"3, true", "1, false"})
  void failsARoundOnlyWhenAllItsAttemptsFail(int attempts, boolean staysHealthy) throws Exception {
    var probes = new AtomicInteger();
    OriginServer.Behaviour flaky =
        (request, in, out, socket) -> {
          var well = probes.incrementAndGet() % 3 == 0;
          return OriginServer.write(
              out, well ? OriginServer.ok("") : "HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n");
        };
    try (var one = new OriginServer(flaky);
        var gateway =
            start(
                1,
                "default_interval: 60ms, retry_count: " + attempts,
                backend(one.url(), "health_check_path: /health"))) {
      await().until(() -> probes.get() >= 12);

      assertThat(gateway.port()).isPositive();
      assertThat(lines("backend unhealthy").isEmpty()).isEqualTo(staysHealthy);
    }
  }

  /** R19, R20, D19: paths of backends' own, behind the base path, queries kept. */
  @Test
  void asksForThePathOfEachBackend() throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two");
        var gateway =
            start(
                1,
                "default_interval: 10m",
                backend(one.url() + "/base?k=v", "health_check_path: \"/health?x=1\"")
                    + backend(two.url(), "health_check_path: /up"))) {
      await().until(() -> one.probes().size() == 1 && two.probes().size() == 1);

      assertThat(gateway.port()).isPositive();
      assertThat(one.probes().getFirst())
          .startsWith("GET /base/health?k=v&x=1 HTTP/1.1\r\nHost: 127.0.0.1:");
      assertThat(two.probes().getFirst()).startsWith("GET /up HTTP/1.1\r\n");
    }
  }

  /** R21, D21: a redirect is not followed. */
  @ParameterizedTest
  @CsvSource({
    "204 No Content, true",
    "206 Partial Content, true",
    "302 Found|Location: /ok, false",
    "404 Not Found, false",
    "503 Service Unavailable, false"
  })
  void takesOnlyAStatusOfSuccessForHealth(String status, boolean well) throws Exception {
    try (var one = new HealthOrigin("one")) {
      one.answers(status.replace("|", "\r\n"));
      try (var gateway = start(1, "default_interval: 50ms, retry_count: 1", checked(one))) {
        await().until(() -> one.probes().size() >= 3);

        assertThat(healthy(gateway.port(), one.url())).isEqualTo(well);
        assertThat(one.probes()).allMatch(probe -> probe.startsWith("GET /health "));
      }
    }
  }

  @Test
  void expectsWhatTheProbeIsToldToExpect() throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two");
        var gateway =
            start(
                1,
                "default_interval: 50ms, retry_count: 1, rise: 2, fall: 2, probe: "
                    + "{type: http, expected_statuses: [200, 401], body_contains: ok}",
                checked(one) + checked(two))) {
      one.answers("401 Unauthorized");
      two.answers("204 No Content");

      await().until(() -> !healthy(gateway.port(), two.url()));
      assertThat(healthy(gateway.port(), one.url())).isTrue();
    }
  }

  @Test
  void probesConnectionsAlone() throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two");
        var gateway =
            start(
                1,
                "default_interval: 50ms, retry_count: 1, probe: tcp",
                backend(one.url(), "") + backend(two.url(), ""))) {
      await().until(() -> two.server().connections() > 2);
      two.close();

      await().until(() -> !healthy(gateway.port(), two.url()));
      assertThat(healthy(gateway.port(), one.url())).isTrue();
    }
  }

  /** D21: a thousand probes leave no more sockets behind than a hundred. */
  @Test
  void leavesNoSocketBehind() throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two")) {
      two.answers("500 Internal Server Error");
      var backends = new StringBuilder();
      for (var i = 0; i < 4; i++) {
        backends.append(backend(one.url() + "/" + i, "health_check_path: /health"));
        backends.append(backend(two.url() + "/" + i, "health_check_path: /health"));
      }
      try (var gateway = start(1, "default_interval: 10ms, retry_count: 1", backends.toString())) {
        await().until(() -> one.probes().size() > 50 && two.probes().size() > 50);
        var before = OpenSockets.count();
        await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> one.probes().size() + two.probes().size() > 1100);

        assertThat(gateway.port()).isPositive();
        await().until(() -> OpenSockets.count() <= before + 16);
        assertThat(one.server().openConnections()).isLessThanOrEqualTo(4);
        assertThat(two.server().openConnections()).isLessThanOrEqualTo(4);
      }
    }
  }

  /** D21, D40: one probe for what several rules name; it ends with the gateway. */
  @Test
  void probesOnceWhateverManyRulesNameABackend() throws Exception {
    try (var one = new HealthOrigin("one")) {
      var gateway =
          Servex.fromYaml(
                  """
                  server: {http: "127.0.0.1:0", workers: 1}
                  proxy:
                    enabled: true
                    health_check: {enabled: true, default_interval: 50ms}
                    rules:
                      - {name: a, path_prefix: /a, backends: [{url: "%1$s", health_check_path: /health}]}
                      - {name: b, path_prefix: /b, backends: [{url: "%1$s/", health_check_path: /health}]}
                      - {name: c, path_prefix: /c, backends: [{url: "%1$s"}]}
                  """
                      .formatted(one.url()))
              .start();
      try (gateway) {
        await().until(() -> one.probes().size() > 10);
        one.answers("500 x");
        await().until(() -> RawHttpClient.get(gateway.port(), "/a").status() == 503);

        assertThat(RawHttpClient.get(gateway.port(), "/b").status()).isEqualTo(503);
        assertThat(RawHttpClient.get(gateway.port(), "/c").status()).isEqualTo(503);
        assertThat(one.server().mostActive()).isEqualTo(1);
      }
      awaitTheEndOfProbes(one);
    }
  }

  /** What was under way may arrive still; after that, several intervals bring nothing more. */
  private static void awaitTheEndOfProbes(HealthOrigin origin) {
    var last = origin.probes().size();
    await()
        .during(300, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> origin.probes().size(), count -> count <= last + 1);
  }

  /** A reload keeps what is known, and the round that is running. */
  @Test
  void keepsHealthOverAReload() throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two")) {
      two.answers("500 x");
      var check = "default_interval: 10m, retry_count: 1";
      try (var gateway = start(1, check, checked(one) + checked(two))) {
        await().until(() -> !healthy(gateway.port(), two.url()));

        var report =
            gateway.reload(
                configured(
                    1,
                    check,
                    checked(one)
                        + backend(
                            two.url(),
                            "health_check_path: /health, max_connections: 7, weight: 3")));

        assertThat(report.get(2)).startsWith("backends: 2 kept, 0 added, 0 drained");
        assertThat(healthy(gateway.port(), two.url())).isFalse();
        assertThat(
                Scrape.of(gateway.port())
                    .value(HEALTHY.formatted(two.url()).replace("healthy", "max_connections")))
            .isEqualTo(7);
        assertThat(ask(gateway.port(), 6)).containsOnly("one");
        assertThat(two.probes()).hasSize(1);
        assertThat(lines("backend unhealthy")).hasSize(1);

        gateway.reload(
            configured(
                1,
                "default_interval: 50ms, retry_count: 1",
                checked(one) + backend(two.url(), "health_check_path: /health")));
        two.answers("200 OK");
        await().until(() -> healthy(gateway.port(), two.url()));
        gateway.reload(configured(1, "default_interval: 50ms", backend(one.url(), "")));
        awaitTheEndOfProbes(two);
      }
    }
  }

  /** R14: under load, no request fails once a backend is out, and it comes back by itself. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void losesNoRequestWhileABackendIsIll(int workers) throws Exception {
    try (var one = new HealthOrigin("one");
        var two = new HealthOrigin("two");
        var gateway =
            start(workers, "default_interval: 50ms, retry_count: 1", checked(one) + checked(two))) {
      var stop = new AtomicBoolean();
      var failed = new AtomicInteger();
      var load =
          Thread.ofVirtual()
              .start(() -> {
                while (!stop.get()) {
                  try {
                    if (RawHttpClient.get(gateway.port(), "/").status() != 200) {
                      failed.incrementAndGet();
                    }
                  } catch (IOException e) {
                    failed.incrementAndGet();
                  }
                }
              });
      for (var i = 0; i < 3; i++) {
        two.answers("500 x");
        await().until(() -> !healthy(gateway.port(), two.url()));
        two.answers("200 OK");
        await().until(() -> healthy(gateway.port(), two.url()));
      }
      stop.set(true);
      load.join();

      assertThat(failed.get()).isZero();
    }
  }
}
