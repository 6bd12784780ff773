package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Whether the process lives, and whether it wants requests. */
class HealthIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ON = "  enable_health_endpoint: true\n  ready_path: /ready\n";

  /** R63: a rule that takes everything does not take the gateway's own endpoints. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersBesideARuleThatTakesEverything(int workers) throws Exception {
    try (var origin = OriginServer.answering("theirs");
        var gateway = Yaml.start(workers, ON, "", Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      var health = RawHttpClient.get(gateway.port(), "/health");
      var body = JSON.readTree(health.body());
      client.send(
          "HEAD /health HTTP/1.1\r\nHost: h\r\n\r\nPOST /health HTTP/1.1\r\nHost: h\r\n"
              + "Content-Length: 0\r\n\r\n");
      var head = client.response(true);
      var post = client.response();

      assertThat(health.status()).isEqualTo(200);
      assertThat(health.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
      assertThat(body.get("status").asString()).isEqualTo("ok");
      assertThat(Instant.parse(body.get("timestamp").asString()))
          .isBefore(Instant.now().plusSeconds(1));
      assertThat(body.get("uptime_seconds").isIntegralNumber()).isTrue();
      assertThat(head.status()).isEqualTo(200);
      assertThat(Integer.parseInt(head.field("Content-Length"))).isPositive();
      assertThat(post.status()).isEqualTo(405);
      assertThat(RawHttpClient.get(gateway.port(), "/other").body()).isEqualTo("theirs");
      assertThat(RawHttpClient.get(gateway.port(), "/ready").body()).contains("\"ready\"");
    }
  }

  @Test
  void neverNeedsTheToken() throws Exception {
    try (var gateway =
        Yaml.start(
            1, ON + "  auth_token: t\n", "", Yaml.rule("all", "/", "", "http://127.0.0.1:1"))) {
      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/ready").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/other").status()).isEqualTo(401);
    }
  }

  /** A10: the process lives although nothing is behind it; it is not ready, though. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void livesWithoutBackendsButIsNotReady(int workers) throws Exception {
    try (var gateway =
        Yaml.start(
            workers,
            ON,
            "  health_check: {retry_count: 1}\n",
            Yaml.rule("all", "/", "", "http://127.0.0.1:1"))) {
      assertThat(RawHttpClient.get(gateway.port(), "/ready").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(502);

      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
      var ready = RawHttpClient.get(gateway.port(), "/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body()).contains("\"status\":\"no_backend\"");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void saysThatItStopsWhileItStillServes(int workers) throws Exception {
    try (var origin = OriginServer.answering("served")) {
      var gateway =
          Yaml.start(
              workers, ON + "  shutdown_delay: 5s\n", "", Yaml.rule("all", "/", "", origin.url()));
      var port = gateway.port();
      var closing = Thread.ofVirtual().start(gateway::close);
      try {
        await().until(() -> RawHttpClient.get(port, "/health").status() == 503);

        assertThat(
                JSON.readTree(RawHttpClient.get(port, "/health").body()).get("status").asString())
            .isEqualTo("shutting_down");
        assertThat(RawHttpClient.get(port, "/ready").status()).isEqualTo(503);
        assertThat(RawHttpClient.get(port, "/").body()).isEqualTo("served");
      } finally {
        closing.interrupt();
        closing.join();
      }
      assertThatThrownBy(() -> RawHttpClient.get(port, "/health"))
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void twoEndpointsAtOnePathAreRefused() {
    assertThatThrownBy(() ->
            Servex.fromYaml(
                """
                server:
                  http: ":0"
                  enable_health_endpoint: true
                  ready_path: /health
                  status_path: nowhere
                """))
        .hasMessageContaining(
            "server.ready_path: /health (expected: another path than server.health_path)")
        .hasMessageContaining("server.status_path: nowhere (expected: a path that begins with /");
  }
}
