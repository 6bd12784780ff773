package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that answer, but badly. */
class OutliersIT {
  /** Answers with a status that can be changed. */
  private static final class Moody implements AutoCloseable {
    private final AtomicReference<String> status = new AtomicReference<>("200 OK");
    private final OriginServer server =
        new OriginServer((request, in, out, socket) ->
            OriginServer.write(out, "HTTP/1.1 " + status.get() + "\r\nContent-Length: 0\r\n\r\n"));

    Moody() throws IOException {}

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static Servex.Running start(int workers, String proxy, Moody... backends)
      throws Exception {
    var urls = new String[backends.length];
    for (var i = 0; i < urls.length; i++) {
      urls[i] = backends[i].server.url();
    }
    return Yaml.start(
        workers, "  enable_default_metrics: true\n", proxy, Yaml.rule("all", "/", "", urls));
  }

  private static boolean healthy(Servex.Running gateway, Moody backend) throws IOException {
    var series = "servex_proxy_backend_healthy{backend=\"%s\",rule=\"all\"}";
    return Scrape.of(gateway.port()).value(series.formatted(backend.server.url())) == 1;
  }

  private static int ask(Servex.Running gateway, int count) throws IOException {
    var failed = 0;
    try (var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < count; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        failed += client.response().status() >= 500 ? 1 : 0;
      }
    }
    return failed;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void takesOutWhoFailsAgainAndAgainAndLetsItBackInTime(int workers) throws Exception {
    var proxy =
        "  outlier_detection: {enabled: true, interval: 50ms, consecutive_failures: 3,"
            + " base_ejection_time: 500ms}\n";
    try (var one = new Moody();
        var two = new Moody();
        var gateway = start(workers, proxy, one, two)) {
      two.status.set("500 Internal Server Error");
      assertThat(ask(gateway, 6)).isEqualTo(3);
      await().until(() -> !healthy(gateway, two));
      var status = RawHttpClient.get(gateway.port(), "/proxy-status").body();
      assertThat(status).contains("3 failures in a row");

      two.status.set("200 OK");
      await().until(() -> healthy(gateway, two));
      assertThat(ask(gateway, 10)).isZero();
    }
  }

  @Test
  void takesOutWhoFailsOften() throws Exception {
    var proxy =
        "  outlier_detection: {enabled: true, interval: 100ms, consecutive_failures: 0,"
            + " failure_percentage: 80, minimum_requests: 5, base_ejection_time: 1h,"
            + " max_ejection_time: 1h}\n";
    try (var one = new Moody();
        var two = new Moody();
        var gateway = start(1, proxy, one, two)) {
      two.status.set("503 Service Unavailable");
      await()
          .until(() -> {
            ask(gateway, 20);
            return !healthy(gateway, two);
          });

      assertThat(ask(gateway, 20)).isZero();
    }
  }

  /** Not all leave, for then nobody was left; and 429 is the client's. */
  @Test
  void leavesEnoughBackendsInRotation() throws Exception {
    var proxy = "  outlier_detection: {enabled: true, interval: 1h, consecutive_failures: 2}\n";
    try (var one = new Moody();
        var two = new Moody();
        var gateway = start(1, proxy, one, two)) {
      one.status.set("429 Too Many Requests");
      two.status.set("429 Too Many Requests");
      ask(gateway, 20);
      one.status.set("500 Internal Server Error");
      two.status.set("500 Internal Server Error");
      ask(gateway, 20);
      await().until(() -> healthy(gateway, one) != healthy(gateway, two));
      ask(gateway, 20);
      assertThat(healthy(gateway, one)).isNotEqualTo(healthy(gateway, two));
    }
  }

  @Test
  void takesOutWhoAnswersMuchMoreSlowlyThanTheOthers() throws Exception {
    var proxy =
        "  outlier_detection: {enabled: true, interval: 200ms, consecutive_failures: 0,"
            + " failure_percentage: 0, latency_factor: 5, minimum_requests: 3,"
            + " base_ejection_time: 1h, max_ejection_time: 1h}\n";
    var status = "/proxy-status";
    try (var one = new Moody();
        var two = new Moody();
        var slow =
            new OriginServer((request, in, out, socket) -> {
              Thread.sleep(40);
              return OriginServer.write(out, OriginServer.ok("slow"));
            });
        var gateway =
            Yaml.start(
                1,
                "",
                proxy,
                Yaml.rule("all", "/", "", one.server.url(), two.server.url(), slow.url()))) {
      await()
          .until(() -> {
            ask(gateway, 15);
            return RawHttpClient.get(gateway.port(), status).body().contains("\"healthy\":false");
          });

      var before = slow.requests().size();
      assertThat(ask(gateway, 30)).isZero();
      assertThat(slow.requests()).hasSize(before);
    }
  }

  /** Unless it is switched on, no status takes a backend out. */
  @Test
  void countsNothingByDefault() throws Exception {
    try (var one = new Moody();
        var two = new Moody();
        var gateway = start(1, "", one, two)) {
      two.status.set("500 Internal Server Error");
      assertThat(ask(gateway, 100)).isEqualTo(50);
      assertThat(healthy(gateway, two)).isTrue();
    }
  }

  @Test
  void usesAllBackendsWhereTooFewAreInRotation() throws Exception {
    var proxy =
        "  health_check: {panic_threshold: 60}\n"
            + "  outlier_detection: {enabled: true, interval: 1h, consecutive_failures: 2,"
            + " max_ejection_percent: 100}\n";
    try (var one = new Moody();
        var two = new Moody();
        var three = new Moody();
        var gateway = start(1, proxy, one, two, three)) {
      three.status.set("500 Internal Server Error");
      ask(gateway, 6);
      await().until(() -> !healthy(gateway, three));
      assertThat(ask(gateway, 12)).isZero();

      two.status.set("500 Internal Server Error");
      ask(gateway, 6);
      await().until(() -> !healthy(gateway, two));
      assertThat(ask(gateway, 30)).isEqualTo(20);
    }
  }
}
