package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
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

  private static boolean healthy(Servex.Running gateway, String url) throws IOException {
    var series = "servex_proxy_backend_healthy{backend=\"%s\",rule=\"all\"}".formatted(url);
    return Scrape.of(gateway.port()).value(series) == 1;
  }

  /** Without checks, one request finds out, while all others go elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneRequestFindsOutWhetherABackendIsBack(int workers) throws Exception {
    var dead = new AtomicBoolean(true);
    var release = new CountDownLatch(1);
    var found = new AtomicInteger();
    try (var returning =
            new OriginServer((request, in, out, socket) -> {
              if (dead.get()) {
                socket.setSoLinger(true, 0);
                return false;
              }
              found.incrementAndGet();
              release.await();
              return OriginServer.write(out, OriginServer.ok("back"));
            });
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
}
