package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingIT {
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void dropsHopByHopFieldsAndThoseThatConnectionNames(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(workers, origin.url())) {
      var response =
          RawHttpClient.get(
              gateway.port(),
              "/a?b=%2F",
              "Connection: X-Secret, keep-alive",
              "X-Secret: 1",
              "Keep-Alive: 5",
              "Proxy-Authorization: x",
              "TE: gzip",
              "X-Kept: yes");

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body())
          .startsWith("GET /a?b=%2F HTTP/1.1\r\nHost: h.example\r\n")
          .contains("X-Kept: yes\r\n")
          .doesNotContainIgnoringCase("X-Secret")
          .doesNotContainIgnoringCase("Keep-Alive:")
          .doesNotContainIgnoringCase("Proxy-Authorization")
          .doesNotContainIgnoringCase("TE:");
    }
  }

  /** D31. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void replacesTheForwardingFieldsOfStrangers(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(workers, origin.url())) {
      var response =
          RawHttpClient.get(
              gateway.port(),
              "/",
              "X-Forwarded-For: 1.2.3.4",
              "X-Real-IP: 1.2.3.4",
              "X-User-ID: root");

      assertThat(response.body())
          .contains("X-Forwarded-For: 127.0.0.1\r\n")
          .contains("X-Real-IP: 127.0.0.1\r\n")
          .contains("X-Forwarded-Proto: http\r\n")
          .contains("X-Forwarded-Host: h.example\r\n")
          .contains("X-Forwarded-Port: " + gateway.port() + "\r\n")
          .doesNotContain("1.2.3.4")
          .doesNotContain("X-User-ID");
    }
  }

  /** D31, D75. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void appendsForTrustedProxies(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.start(
                workers,
                "  trusted_proxies: [127.0.0.1]\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      var response = RawHttpClient.get(gateway.port(), "/", "X-Forwarded-For: 9.9.9.9, 1.2.3.4");

      assertThat(response.body())
          .contains("X-Forwarded-For: 9.9.9.9, 1.2.3.4, 127.0.0.1\r\n")
          .contains("X-Real-IP: 1.2.3.4\r\n");
    }
  }

  /** D31, D66. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsAnAcceptableRequestIdAndReplacesAnyOther(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.startAll(workers, origin.url())) {
      var kept = RawHttpClient.get(gateway.port(), "/", "X-Request-ID: abc-1");
      var replaced = RawHttpClient.get(gateway.port(), "/", "X-Request-ID: a b");

      assertThat(kept.field("X-Request-ID")).isEqualTo("abc-1");
      assertThat(kept.body()).contains("X-Request-ID: abc-1\r\n");
      assertThat(replaced.field("X-Request-ID")).matches("\\d{13}-[0-9a-f]{8}");
      assertThat(replaced.body()).contains("X-Request-ID: " + replaced.field("X-Request-ID"));
    }
  }

  /** D43, D107. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsItsOwnTokenFromBackends(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.start(
                workers,
                "  auth_token: t0p\n  enable_health_endpoint: true\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      var none = RawHttpClient.get(gateway.port(), "/");
      var wrong = RawHttpClient.get(gateway.port(), "/", "Authorization: Bearer no");
      var right = RawHttpClient.get(gateway.port(), "/", "Authorization: Bearer t0p");
      var health = RawHttpClient.get(gateway.port(), "/health");

      assertThat(none.status()).isEqualTo(401);
      assertThat(none.body()).isEqualTo("{\"message\":\"Authorization header required\"}");
      assertThat(none.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"servex\"");
      assertThat(wrong.body()).isEqualTo("{\"message\":\"Invalid auth token\"}");
      assertThat(right.status()).isEqualTo(200);
      assertThat(right.body()).doesNotContain("Authorization");
      assertThat(health.status()).isEqualTo(200);
      assertThat(origin.requests()).hasSize(1);
    }
  }
}
