package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R14, D13: a backend that comes back is not flooded. */
class RecoveryIT {
  private static final String METRICS = "  enable_default_metrics: true\n";
  private static final int CLIENTS = 16;
  private static final int WORK_MILLIS = 10;
  private static final int SLOW_START_SECONDS = 5;

  private static boolean healthy(Servex.Running gateway, String url) throws IOException {
    var series = "servex_proxy_backend_healthy{backend=\"%s\",rule=\"all\"}".formatted(url);
    return Scrape.of(gateway.port()).value(series) == 1;
  }

  /** One that resets every connection while it is dead, and then holds who finds it alive. */
  private static OriginServer returning(
      AtomicBoolean dead, AtomicInteger found, CountDownLatch release) throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      if (dead.get()) {
        socket.setSoLinger(true, 0);
        return false;
      }
      found.incrementAndGet();
      release.await();
      return OriginServer.write(out, OriginServer.ok("back"));
    });
  }

  /** Without checks, one request finds out, while all others go elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneRequestFindsOutWhetherABackendIsBack(int workers) throws Exception {
    var dead = new AtomicBoolean(true);
    var release = new CountDownLatch(1);
    var found = new AtomicInteger();
    try (var returning = returning(dead, found, release);
        var other = OriginServer.answering("other");
        var gateway =
            Yaml.start(
                workers,
                METRICS,
                "  health_check: {default_interval: 1500ms, retry_count: 2}\n",
                Yaml.rule("all", "/", "", returning.url(), other.url()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      await()
          .until(() -> {
            assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("other");
            return !healthy(gateway, returning.url());
          });
      dead.set(false);

      var waiting = threads.submit(() -> untilBack(gateway));
      await().until(() -> found.get() == 1);
      for (var i = 0; i < 100; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("other");
      }
      assertThat(found).hasValue(1);
      release.countDown();

      assertThat(waiting.get()).isEqualTo("back");
      await().until(() -> healthy(gateway, returning.url()));
    }
  }

  private static String untilBack(Servex.Running gateway) throws IOException {
    while (true) {
      var body = RawHttpClient.get(gateway.port(), "/").body();
      if (!body.equals("other")) {
        return body;
      }
    }
  }

  /** With slow_start, the share of a backend that came back begins at a tenth of its own. */
  @Test
  void aBackendThatCameBackBeginsWithFewRequests() throws Exception {
    var rule =
        """
            - name: all
              slow_start: 5m
              backends:
                - {url: "%s", health_check_path: /health}
                - {url: "%s"}
        """;
    try (var returning = new HealthOrigin("back");
        var other = OriginServer.answering("other")) {
      returning.answers("500 Internal Server Error");
      var url = returning.server().url();
      try (var gateway =
          Yaml.start(
              1,
              METRICS,
              "  health_check: {enabled: true, default_interval: 100ms, retry_count: 1}\n",
              rule.formatted(url, other.url()))) {
        await().until(() -> !healthy(gateway, url));
        returning.answers("200 OK");
        await().until(() -> healthy(gateway, url));

        for (var i = 0; i < 600; i++) {
          assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
        }

        assertThat(returning.traffic()).hasSizeBetween(5, 100);
      }
    }
  }

  /** Of sixteen clients that ask without a pause, one finds out, and one more in each interval. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneRequestOfManyClientsFindsOut(int workers) throws Exception {
    var dead = new AtomicBoolean(true);
    var release = new CountDownLatch(1);
    var found = new AtomicInteger();
    try (var returning = returning(dead, found, release);
        var other = busy("other");
        var gateway =
            Yaml.start(
                workers,
                METRICS,
                "  health_check: {default_interval: 1s, retry_count: 2}\n",
                Yaml.rule("all", "/", "", returning.url(), other.url()));
        var load = new Load(gateway.port(), CLIENTS)) {
      await().until(() -> !healthy(gateway, returning.url()));
      dead.set(false);

      await().until(() -> found.get() == 1);
      var began = System.nanoTime();
      load.goOn(500);
      var asked = found.get();
      var intervals = (System.nanoTime() - began) / 1_000_000_000L;
      release.countDown();
      assertThat((long) asked).isLessThanOrEqualTo(2 + intervals);

      await().until(() -> load.answers("back") > 100);
      assertThat(load.failures()).isEmpty();
    }
  }

  /** Answers with its name after a while, so that requests are in flight together. */
  private static OriginServer busy(String name) throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      if (!HealthOrigin.probe(request)) {
        Thread.sleep(WORK_MILLIS);
      }
      return OriginServer.write(out, OriginServer.ok(name));
    });
  }

  /**
   * Under load the share of a backend that came back grows with the time, and it never gets more at
   * once than it may.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theShareOfABackendThatCameBackGrowsUnderLoad(int workers) throws Exception {
    var healthy = new AtomicBoolean();
    var rule =
        """
            - name: all
              slow_start: %ds
              backends:
                - {url: "%s", health_check_path: /health, max_connections: 6}
                - {url: "%s"}
        """;
    try (var returning =
            new OriginServer((request, in, out, socket) -> {
              if (HealthOrigin.probe(request)) {
                var status = healthy.get() ? "200 OK" : "500 Internal Server Error";
                OriginServer.write(out, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
                return false;
              }
              Thread.sleep(WORK_MILLIS);
              return OriginServer.write(out, OriginServer.ok("back"));
            });
        var other = busy("other");
        var gateway =
            Yaml.start(
                workers,
                METRICS,
                "  health_check: {enabled: true, default_interval: 100ms, retry_count: 1}\n",
                rule.formatted(SLOW_START_SECONDS, returning.url(), other.url()))) {
      await().until(() -> !healthy(gateway, returning.url()));
      try (var load = new Load(gateway.port(), CLIENTS)) {
        load.goOn(200);
        var before = load.answers("back");
        var started = System.nanoTime();
        healthy.set(true);
        await().until(() -> healthy(gateway, returning.url()));

        var first = share(load);
        var passed = (System.nanoTime() - started) / 1e9 / SLOW_START_SECONDS;
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> System.nanoTime() - started > SLOW_START_SECONDS * 1_200_000_000L);
        var last = share(load);

        assertThat(before).isZero();
        assertThat(first).isPositive().isLessThan(0.5 * (0.1 + 0.9 * passed) + 0.1);
        assertThat(last).isBetween(0.25, 0.5);
        assertThat(load.failures()).isEmpty();
      }
      assertThat(returning.mostActive()).as("with a probe").isLessThanOrEqualTo(6 + 1);
    }
  }

  /** Which part of the next answers is from the backend that came back. */
  private static double share(Load load) {
    var back = load.answers("back");
    var all = load.answers();
    load.goOn(400);
    return (load.answers("back") - back) / (double) (load.answers() - all);
  }
}
