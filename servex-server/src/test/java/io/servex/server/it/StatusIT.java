package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the gateway says about its rules and backends (R18, R72, R73). */
class StatusIT {
  private static final JsonMapper JSON = new JsonMapper();

  private static JsonNode status(int port, String... fields) throws Exception {
    return JSON.readTree(RawHttpClient.get(port, "/proxy-status", fields).body());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void beginsWithTheThreeKeysAndThenTellsRulesAndBackends(int workers) throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            Yaml.start(
                workers,
                "",
                "",
                Yaml.rule(
                        "api",
                        "/api/",
                        "host: api.example\n      methods: [get, POST]\n"
                            + "      headers: {X-Version: v2, X-API-Key: s3cret}",
                        origin.url())
                    + Yaml.rule(
                        "all",
                        "/",
                        "load_balancing: least_connections",
                        origin.url(),
                        "http://127.0.0.1:1\n          weight: 0\n          max_connections: 7"))) {
      RawHttpClient.get(gateway.port(), "/");
      var response = RawHttpClient.get(gateway.port(), "/proxy-status");
      var status = JSON.readTree(response.body());

      assertThat(response.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
      assertThat(response.field("Cache-Control")).isEqualTo("no-store");
      assertThat(status.propertyNames().stream().toList())
          .startsWith("proxy_enabled", "rules_count", "traffic_dump", "health_check")
          .contains("uptime_seconds", "rules");
      assertThat(status.get("proxy_enabled").asBoolean()).isTrue();
      assertThat(status.get("rules_count").isInt()).isTrue();
      assertThat(status.get("rules_count").asInt()).isEqualTo(2);
      assertThat(status.get("traffic_dump").isBoolean()).isTrue();
      assertThat(status.get("traffic_dump").asBoolean()).isFalse();
      assertThat(status.get("uptime_seconds").isIntegralNumber()).isTrue();
      var api = status.get("rules").get(0);
      assertThat(api.get("name").asString()).isEqualTo("api");
      assertThat(api.get("match").toString())
          .contains("\"path_prefix\":\"/api/\"", "\"host\":\"api.example\"", "\"X-Version\":\"v2\"")
          .doesNotContain("s3cret");
      var all = status.get("rules").get(1);
      assertThat(all.get("load_balancing").asString()).isEqualTo("least_connections");
      var first = all.get("backends").get(0);
      assertThat(first.get("url").asString()).isEqualTo(origin.url());
      assertThat(first.get("healthy").asBoolean()).isTrue();
      assertThat(first.get("connections").asInt()).isZero();
      assertThat(first.get("weight").asInt()).isEqualTo(1);
      assertThat(first.get("requests").asInt()).isEqualTo(1);
      assertThat(first.get("failures").asInt()).isZero();
      var second = all.get("backends").get(1);
      assertThat(second.get("weight").asInt()).isZero();
      assertThat(second.get("max_connections").asInt()).isEqualTo(7);
    }
  }

  /** R73: a backend that is gone is seen to be. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void showsABackendThatWentOutOfRotation(int workers) throws Exception {
    try (var origin = OriginServer.answering("x");
        var gone = OriginServer.answering("y");
        var gateway =
            Yaml.start(
                workers,
                "  enable_default_metrics: true\n",
                "  health_check: {retry_count: 1}\n",
                Yaml.rule("all", "/", "", origin.url(), gone.url()))) {
      gone.close();
      await()
          .untilAsserted(() -> {
            assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
            var backends = status(gateway.port()).get("rules").get(0).get("backends");
            assertThat(backends.get(0).get("healthy").asBoolean()).isTrue();
            assertThat(backends.get(1).get("healthy").asBoolean()).isFalse();
          });
      assertThat(
              Scrape.of(gateway.port())
                  .value(
                      "servex_proxy_backend_healthy{backend=\"%s\",rule=\"all\"}"
                          .formatted(gone.url())))
          .isZero();
    }
  }

  @Test
  void showsBrowsersAPageThatRunsNoScriptAndSpeaksNoHtmlButItsOwn() throws Exception {
    var name = "\"<script>alert(1)</script>&'\"";
    try (var gateway =
        Yaml.start(
            1,
            "",
            "",
            Yaml.rule(name, "/", "headers: {X-Y: \"'><img src=x>\"}", "http://127.0.0.1:1"))) {
      var page =
          RawHttpClient.get(
              gateway.port(),
              "/proxy-status",
              "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

      assertThat(page.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.body())
          .startsWith("<!DOCTYPE html>")
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;", "http://127.0.0.1:1")
          .doesNotContain("<script", "<img");
      var style = Pattern.compile("(?s)<style>(.*)</style>").matcher(page.body());
      assertThat(style.find()).isTrue();
      var hash =
          Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
      assertThat(page.field("Content-Security-Policy"))
          .isEqualTo(
              "default-src 'none'; style-src 'sha256-"
                  + hash
                  + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
      assertThat(page.field("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.field("Vary")).isEqualTo("Accept");
      for (var accept : new String[] {"*/*", "application/json", "text/html;q=0.1, */*"}) {
        assertThat(
                RawHttpClient.get(gateway.port(), "/proxy-status", "Accept: " + accept)
                    .field("Content-Type"))
            .startsWith("application/json");
      }
    }
  }

  @Test
  void answersHeadAndNoOtherMethod() throws Exception {
    try (var gateway = Yaml.startAll(1, "http://127.0.0.1:1");
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "HEAD /proxy-status HTTP/1.1\r\nHost: h\r\n\r\n"
              + "DELETE /proxy-status HTTP/1.1\r\nHost: h\r\n\r\n");
      var head = client.response(true);
      var delete = client.response();

      assertThat(head.status()).isEqualTo(200);
      assertThat(Integer.parseInt(head.field("Content-Length"))).isPositive();
      assertThat(delete.status()).isEqualTo(405);
    }
  }

  @Test
  void needsTheTokenAndCanBeMovedAndSwitchedOff() throws Exception {
    try (var origin = OriginServer.answering("theirs");
        var closed =
            Yaml.start(1, "  auth_token: t\n", "", Yaml.rule("all", "/", "", origin.url()));
        var moved =
            Yaml.start(1, "  status_path: /s\n", "", Yaml.rule("all", "/", "", origin.url()));
        var off =
            Yaml.start(
                1,
                "  enable_status_endpoint: false\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      assertThat(RawHttpClient.get(closed.port(), "/proxy-status").status()).isEqualTo(401);
      assertThat(status(closed.port(), "Authorization: Bearer t").get("rules_count").asInt())
          .isEqualTo(1);
      assertThat(RawHttpClient.get(moved.port(), "/s").body()).contains("rules_count");
      assertThat(RawHttpClient.get(moved.port(), "/proxy-status").body()).isEqualTo("theirs");
      assertThat(RawHttpClient.get(off.port(), "/proxy-status").body()).isEqualTo("theirs");
    }
  }

  @Test
  void isRefusedToAddressesThatAreBlocked() throws Exception {
    try (var gateway =
        Yaml.startWithPlugins(
            "filter: {enabled: true, blocked_ips: [127.0.0.1]}",
            Yaml.rule("all", "/", "", "http://127.0.0.1:1"))) {
      assertThat(RawHttpClient.get(gateway.port(), "/proxy-status").status()).isEqualTo(403);
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").status()).isEqualTo(403);
      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
    }
  }

  /** A path that another endpoint would have, were it on, brings none of its rights along. */
  @Test
  void isNoProbeWhereverItStands() throws Exception {
    var rule = Yaml.rule("all", "/", "", "http://127.0.0.1:1");
    try (var status = Yaml.start(1, "  auth_token: t\n  status_path: /health\n", "", rule);
        var ready = Yaml.start(1, "  auth_token: t\n  ready_path: /health\n", "", rule)) {
      assertThat(RawHttpClient.get(status.port(), "/health").status()).isEqualTo(401);
      assertThat(RawHttpClient.get(ready.port(), "/health").body()).contains("\"ready\"");
    }
  }
}
