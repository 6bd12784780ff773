package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.http.HttpDate;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferAccounting.class)
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

  /** RFC 9110 §6.6.1: whoever has a clock and forwards an answer without a date adds one. */
  @Test
  void datesAnAnswerThatHasNoDate() throws Exception {
    var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try (var undated = OriginServer.echo();
        var dated =
            OriginServer.raw(
                "HTTP/1.1 204 No Content\r\nDATE: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n");
        var gateway =
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule("dated", "/dated", "", dated.url())
                    + Yaml.rule("all", "/", "", undated.url()))) {
      var date = RawHttpClient.get(gateway.port(), "/").fields("date");
      assertThat(date).hasSize(1);
      assertThat(HttpDate.parse(date.getFirst())).isBetween(before, Instant.now());

      assertThat(RawHttpClient.get(gateway.port(), "/dated").fields("date"))
          .containsExactly("Sun, 06 Nov 1994 08:49:37 GMT");
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

  /** D31: of what trusted proxies say twice, nothing is believed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void believesATrustedProxyThatSaysOneThing(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.start(
                workers,
                "  trusted_proxies: [127.0.0.1]\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      var once =
          RawHttpClient.get(
              gateway.port(),
              "/",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: public.example",
              "X-Forwarded-Port: 443",
              "X-Real-IP: 1.2.3.4");
      var twice =
          RawHttpClient.get(
              gateway.port(),
              "/",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Proto: http",
              "X-Forwarded-Host: evil.example",
              "X-Forwarded-Host: public.example",
              "X-Forwarded-Port: 1",
              "X-Forwarded-Port: 443",
              "X-Real-IP: 6.6.6.6",
              "X-Real-IP: 1.2.3.4");

      assertThat(once.body())
          .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Host: public.example\r\n")
          .contains("X-Forwarded-Port: 443\r\n", "X-Real-IP: 1.2.3.4\r\n");
      assertThat(twice.body())
          .containsOnlyOnce("X-Forwarded-Proto: http\r\n")
          .containsOnlyOnce("X-Forwarded-Host: h.example\r\n")
          .containsOnlyOnce("X-Forwarded-Port: " + gateway.port() + "\r\n")
          .containsOnlyOnce("X-Real-IP: 127.0.0.1\r\n")
          .doesNotContain("evil.example", "6.6.6.6", "X-Forwarded-Port: 1\r\n");
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

  /** D107: no browser sends credentials with the question whether it may. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void leavesPreflightsToTheBackend(int workers) throws Exception {
    try (var origin = OriginServer.answering("backend");
        var gateway =
            Yaml.start(
                workers, "  auth_token: t0p\n", "", Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      var origins = "Origin: https://a.example\r\n";
      var method = "Access-Control-Request-Method: PUT\r\n";

      assertThat(statuses(client, origins + method, origins, method))
          .containsExactly(200, 401, 401);
      var other =
          RawHttpClient.get(
              gateway.port(),
              "/",
              "Origin: https://a.example",
              "Access-Control-Request-Method: PUT");
      assertThat(other.status()).isEqualTo(401);
    }
  }

  private static List<Integer> statuses(RawHttpClient client, String... fields) throws IOException {
    var statuses = new ArrayList<Integer>();
    for (var more : fields) {
      client.send("OPTIONS / HTTP/1.1\r\nHost: h\r\n" + more + "\r\n");
      statuses.add(client.response().status());
    }
    return statuses;
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
      var other = RawHttpClient.get(gateway.port(), "/", "Authorization: Basic t0p");
      var right = RawHttpClient.get(gateway.port(), "/", "Authorization: Bearer t0p");
      var bare = RawHttpClient.get(gateway.port(), "/", "authorization: t0p");
      var health = RawHttpClient.get(gateway.port(), "/health");

      assertThat(none.status()).isEqualTo(401);
      assertThat(none.body()).isEqualTo("{\"message\":\"Authorization header required\"}");
      assertThat(none.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"servex\"");
      assertThat(wrong.body()).isEqualTo("{\"message\":\"Invalid auth token\"}");
      assertThat(other.status()).isEqualTo(401);
      assertThat(other.body()).isEqualTo("{\"message\":\"Invalid Authorization header format\"}");
      assertThat(right.status()).isEqualTo(200);
      assertThat(right.body()).doesNotContain("Authorization");
      assertThat(bare.status()).isEqualTo(200);
      assertThat(bare.body()).doesNotContainIgnoringCase("Authorization");
      assertThat(health.status()).isEqualTo(200);
      assertThat(origin.requests()).hasSize(2);
    }
  }
}
