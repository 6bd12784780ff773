package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsIT {
  private static final String ON = "  enable_default_metrics: true\n";

  /** R64, D36. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void countsWhatARuleForwards(int workers) throws Exception {
    try (var origin = OriginServer.answering("hello");
        var gateway = Yaml.start(workers, ON, "", Yaml.rule("api", "/api/", "", origin.url()))) {
      for (var i = 0; i < 10; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/api/" + i).status()).isEqualTo(200);
      }
      RawHttpClient.get(gateway.port(), "/nowhere");
      var page = Scrape.of(gateway.port());
      var ordered = "backend=\"" + origin.url() + "\",rule=\"api\"";

      assertThat(page.value("servex_requests_total")).isEqualTo(12);
      assertThat(page.value("servex_responses_total")).isEqualTo(11);
      assertThat(page.value("servex_requests_in_flight")).isEqualTo(1);
      assertThat(page.value("servex_errors_total")).isEqualTo(1);
      assertThat(page.value("servex_error_rate_percent")).isBetween(9.0, 9.1);
      assertThat(page.value("servex_responses_by_status_total{code=\"200\"}")).isEqualTo(10);
      assertThat(page.value("servex_responses_by_status_total{code=\"404\"}")).isEqualTo(1);
      assertThat(page.value("servex_requests_by_method_total{method=\"GET\"}")).isEqualTo(12);
      assertThat(page.value("servex_requests_by_path_total{path=\"api\"}")).isEqualTo(10);
      assertThat(page.value("servex_requests_by_path_total{path=\"other\"}")).isEqualTo(1);
      assertThat(page.value("servex_path_errors_total{path=\"other\"}")).isEqualTo(1);
      assertThat(page.value("servex_proxy_backend_healthy{" + ordered + "}")).isEqualTo(1);
      assertThat(page.value("servex_proxy_backend_connections{" + ordered + "}")).isZero();
      assertThat(page.value("servex_proxy_backend_weight{" + ordered + "}")).isEqualTo(1);
      assertThat(
              page.value(
                  "servex_proxy_requests_total{"
                      + "backend=\""
                      + origin.url()
                      + "\",code=\"200\",method=\"GET\",rule=\"api\"}"))
          .isEqualTo(10);
      assertThat(page.value("servex_proxy_request_duration_seconds_count{" + ordered + "}"))
          .isEqualTo(10);
      assertThat(page.value("servex_proxy_bytes_total{direction=\"out\",rule=\"api\"}"))
          .isEqualTo(50);
      assertThat(page.value("servex_request_duration_seconds_count{code=\"2xx\",method=\"GET\"}"))
          .isEqualTo(10);
      assertThat(page.value("servex_proxy_pool_idle_connections")).isPositive();
      assertThat(page.value("servex_event_loop_lag_seconds{loop=\"0\"}")).isNotNegative();
      assertThat(page.value("servex_threads")).isPositive();
    }
  }

  /** D63. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void countsErrorsByTheirReason(int workers) throws Exception {
    try (var gateway =
        Yaml.start(workers, ON, "", Yaml.rule("dead", "/", "", "http://127.0.0.1:1"))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(502);
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET / HTTP/1.1\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(400);
      }
      var page = Scrape.of(gateway.port());
      var of = "{backend=\"http://127.0.0.1:1\",";

      assertThat(page.value("servex_proxy_errors_total" + of + "reason=\"connect\",rule=\"dead\"}"))
          .isEqualTo(1);
      assertThat(
              page.value(
                  "servex_proxy_requests_total"
                      + of
                      + "code=\"502\",method=\"GET\",rule=\"dead\"}"))
          .isEqualTo(1);
      assertThat(page.value("servex_rejected_requests_total{reason=\"malformed\"}")).isEqualTo(1);
      assertThat(page.value("servex_responses_by_status_total{code=\"400\"}")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void forgetsRulesThatAReloadRemoved(int workers) throws Exception {
    try (var origin = OriginServer.answering("hello");
        var gateway =
            Yaml.start(
                workers,
                ON,
                "",
                Yaml.rule("old", "/old", "", origin.url())
                    + Yaml.rule("same", "/same", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/old");
      RawHttpClient.get(gateway.port(), "/same");
      gateway.reload(
          Servex.fromYaml(
              """
              server: {http: "127.0.0.1:0", workers: %d, enable_default_metrics: true}
              logging: {disable_request_logging: true}
              proxy:
                enabled: true
                rules:
              %s
              """
                  .formatted(
                      workers,
                      Yaml.rule("same", "/same", "", origin.url())
                          + Yaml.rule("new", "/new", "", origin.url()))));
      RawHttpClient.get(gateway.port(), "/same");
      RawHttpClient.get(gateway.port(), "/new");
      var page = RawHttpClient.get(gateway.port(), "/metrics").body();
      var samples = Scrape.parse(page);

      assertThat(page).doesNotContain("\"old\"");
      assertThat(samples.value("servex_requests_by_path_total{path=\"same\"}")).isEqualTo(2);
      assertThat(samples.value("servex_requests_by_path_total{path=\"new\"}")).isEqualTo(1);
    }
  }

  @Test
  void speaksOpenMetricsToThoseWhoAskForIt() throws Exception {
    try (var gateway = Yaml.start(1, ON, "", Yaml.rule("a", "/", "", "http://127.0.0.1:1"))) {
      var open =
          RawHttpClient.get(
              gateway.port(),
              "/metrics",
              "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3,*/*;q=0.1");
      var plain = RawHttpClient.get(gateway.port(), "/metrics", "Accept: text/html, */*");

      assertThat(open.field("Content-Type")).startsWith("application/openmetrics-text; version=1");
      assertThat(open.body()).endsWith("# EOF\n");
      assertThat(plain.field("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
      assertThat(plain.field("Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
      assertThat(plain.body()).contains("# TYPE servex_build_info gauge\nservex_build_info{");
    }
  }

  @Test
  void answersHeadAndRefusesPost() throws Exception {
    try (var gateway = Yaml.start(1, ON, "", Yaml.rule("a", "/", "", "http://127.0.0.1:1"));
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "HEAD /metrics HTTP/1.1\r\nHost: h\r\n\r\nPOST /metrics HTTP/1.1\r\nHost: h\r\n\r\n");
      var head = client.response(true);
      var post = client.response();

      assertThat(head.status()).isEqualTo(200);
      assertThat(Integer.parseInt(head.field("Content-Length"))).isPositive();
      assertThat(post.status()).isEqualTo(405);
      assertThat(post.field("Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void needsTheTokenUnlessItIsPublic() throws Exception {
    var rule = Yaml.rule("a", "/", "", "http://127.0.0.1:1");
    var token = "  auth_token: t\n";
    try (var closed = Yaml.start(1, ON + token, "", rule);
        var open = Yaml.start(1, ON + token + "  metrics_public: true\n", "", rule)) {
      assertThat(RawHttpClient.get(closed.port(), "/metrics").status()).isEqualTo(401);
      var page =
          Scrape.parse(
              RawHttpClient.get(closed.port(), "/metrics", "Authorization: Bearer t").body());
      assertThat(page.value("servex_rejected_requests_total{reason=\"auth\"}")).isEqualTo(1);
      assertThat(RawHttpClient.get(open.port(), "/metrics").status()).isEqualTo(200);
    }
  }

  /** D65. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void staysSmallWhateverPathsAndMethodsAreInvented(int workers) throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = Yaml.start(workers, ON, "", Yaml.rule("all", "/", "", origin.url()))) {
      var before = Scrape.of(gateway.port()).samples().size();
      try (var client = new RawHttpClient(gateway.port())) {
        for (var i = 0; i < 500; i++) {
          client.send("M" + i + " /p" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
          assertThat(client.response().status()).isEqualTo(200);
        }
      }
      await()
          .untilAsserted(() -> {
            var page = Scrape.of(gateway.port());
            assertThat(page.value("servex_requests_by_method_total{method=\"other\"}"))
                .isEqualTo(500);
            assertThat(page.samples().size()).isLessThan(before + 100);
          });
    }
  }

  /** D09, R64: what became of captures can be seen, over a reload that changes the dump. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void countsCaptures(int workers, @TempDir Path folder) throws Exception {
    try (var origin = OriginServer.answering("hello")) {
      var rules = Yaml.rule("api", "/", "", origin.url());
      try (var gateway = Yaml.start(workers, ON, Dumps.yaml(folder), rules)) {
        for (var i = 0; i < 3; i++) {
          RawHttpClient.get(gateway.port(), "/");
        }
        var entries = "servex_proxy_dump_entries_total{rule=\"api\"}";
        await().until(() -> Scrape.of(gateway.port()).value(entries) == 3);
        gateway.reload(
            Servex.fromYaml(
                "server: {http: \"127.0.0.1:0\", workers: "
                    + workers
                    + ", enable_default_metrics: true, drain_timeout: 1ms}\n"
                    + "logging: {disable_request_logging: true}\nproxy:\n  enabled: true\n"
                    + Dumps.yaml(folder, "include_body: true")
                    + "  rules:\n"
                    + rules));
        RawHttpClient.get(gateway.port(), "/");
        await().until(() -> Scrape.of(gateway.port()).value(entries) == 4);
        var page = Scrape.of(gateway.port());

        assertThat(page.value("servex_proxy_dump_dropped_total{rule=\"api\"}")).isZero();
        assertThat(page.value("servex_proxy_dump_waiting{rule=\"api\"}")).isZero();
        var size = 0L;
        for (var file : Dumps.files(folder)) {
          size += Files.size(file);
        }
        assertThat(page.value("servex_proxy_dump_bytes_total{rule=\"api\"}")).isEqualTo(size);
      }
    }
  }
}
