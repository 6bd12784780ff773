package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other origins on proxied paths (R66): D33, D89, D90, D91. */
class CorsIT {
  private static final String ALLOW_ORIGIN = "access-control-allow-origin";

  private static OriginServer backend;
  private static Servex.Running gateway;

  @BeforeAll
  static void start() throws Exception {
    backend =
        OriginServer.raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nVary: Accept\r\n"
                + "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: yes\r\n\r\nok");
    gateway =
        with(
            """
              allow_origins: ["https://a.example", "https://*.example.com"]
              allow_methods: [GET, PUT]
              allow_headers: [X-Known, Content-Type]
              expose_headers: [X-Seen, X-Too]
              allow_credentials: true
              max_age: 600
              exclude_paths: ["/b/ex"]
            """);
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    backend.close();
  }

  private static Servex.Running with(String settings) throws StartException {
    return Yaml.startWithPlugins(
        "cors:\n  enabled: true\n" + settings, Yaml.rule("all", "/", "", backend.url()));
  }

  private static RawHttpClient.Response send(String method, String path, String... fields)
      throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          method + " " + path + " HTTP/1.1\r\nHost: g\r\n" + RawHttpClient.lines(fields) + "\r\n");
      return client.response();
    }
  }

  private static RawHttpClient.Response preflight(String origin, String method, String headers)
      throws IOException {
    return send(
        "OPTIONS",
        "/x",
        "Origin: " + origin,
        "Access-Control-Request-Method: " + method,
        "Access-Control-Request-Headers: " + headers);
  }

  /** Nobody knows who sent what is no request, or where to. */
  @Test
  void saysNothingToWhatIsNoRequestUnlessAllMayKnow() throws Exception {
    for (var settings :
        new String[] {"  allow_origins: [\"https://a.example\"]\n", "  include_paths: [/x]\n"}) {
      try (var other = with(settings);
          var client = new RawHttpClient(other.port())) {
        client.send("GET /x HTTP/1.1\r\nOrigin: https://a.example\r\n\r\n");
        var response = client.response();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.fields(ALLOW_ORIGIN)).isEmpty();
      }
    }
    try (var open = with("  expose_headers: [X-Seen]\n");
        var client = new RawHttpClient(open.port())) {
      client.send("GET /x HTTP/1.1\r\n\r\n");
      var response = client.response();
      assertThat(response.fields(ALLOW_ORIGIN)).containsExactly("*");
      assertThat(response.fields("access-control-expose-headers")).containsExactly("X-Seen");
    }
  }

  @Test
  void takesTheBackendsWordsOut() throws Exception {
    var allowed = send("GET", "/x", "Origin: https://a.example");

    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.fields(ALLOW_ORIGIN)).containsExactly("https://a.example");
    assertThat(allowed.fields("access-control-allow-credentials")).containsExactly("true");
    assertThat(allowed.fields("access-control-expose-headers")).containsExactly("X-Seen, X-Too");
    assertThat(allowed.fields("vary")).containsExactly("Accept", "Origin");

    var foreign = send("GET", "/x", "Origin: https://evil.example");
    assertThat(foreign.status()).isEqualTo(200);
    assertThat(foreign.head()).doesNotContainIgnoringCase("access-control");
    assertThat(foreign.fields("vary")).containsExactly("Accept", "Origin");

    var none = send("GET", "/x");
    assertThat(none.head()).doesNotContainIgnoringCase("access-control");
    assertThat(none.fields("vary")).containsExactly("Accept", "Origin");
  }

  @Test
  void leavesExcludedPathsAlone() throws Exception {
    var excluded = send("GET", "/b/ex", "Origin: https://a.example");

    assertThat(excluded.fields(ALLOW_ORIGIN)).containsExactly("*");
    assertThat(excluded.fields("vary")).containsExactly("Accept");
    assertThat(send("GET", "/b/%65x", "Origin: https://a.example").fields(ALLOW_ORIGIN))
        .containsExactly("*");
  }

  @Test
  void answersPreflightsItself() throws Exception {
    var before = backend.requests().size();
    var answer = preflight("https://shop.example.com", "PUT", "x-known, Content-Type");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.fields(ALLOW_ORIGIN)).containsExactly("https://shop.example.com");
    assertThat(answer.field("access-control-allow-methods")).isEqualTo("GET, PUT");
    assertThat(answer.field("access-control-allow-headers")).isEqualTo("X-Known, Content-Type");
    assertThat(answer.field("access-control-max-age")).isEqualTo("600");
    assertThat(answer.fields("vary"))
        .containsExactly(
            "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers");
    assertThat(backend.requests()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example, PUT, X-Known, Origin not allowed",
    "https://a.example, DELETE, X-Known, Method not allowed for this origin",
    "https://a.example, PUT, 'X-Known, X-Other', Header not allowed for this origin",
  })
  void refusesOtherPreflights(String origin, String method, String headers, String message)
      throws Exception {
    var before = backend.requests().size();
    var answer = preflight(origin, method, headers);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(answer.head()).doesNotContainIgnoringCase("access-control-allow");
    assertThat(backend.requests()).hasSize(before);
  }

  @Test
  void leavesOtherOptionsToTheBackend() throws Exception {
    assertThat(send("OPTIONS", "/x", "Origin: https://a.example").body()).isEqualTo("ok");
    assertThat(send("OPTIONS", "/x", "Access-Control-Request-Method: PUT").body()).isEqualTo("ok");
  }

  @Test
  void addsToTheGatewaysOwnAnswers() throws Exception {
    assertThat(send("GET", "/health", "Origin: https://a.example").field(ALLOW_ORIGIN))
        .isEqualTo("https://a.example");
  }

  @Test
  void allowsEverybodyWithoutNamingThem() throws Exception {
    try (var open = with("  allow_headers: [\"*\"]\n");
        var client = new RawHttpClient(open.port())) {
      client.send("GET / HTTP/1.1\r\nHost: g\r\nOrigin: https://any.example\r\n\r\n");
      var response = client.response();
      assertThat(response.fields(ALLOW_ORIGIN)).containsExactly("*");
      assertThat(response.head()).doesNotContainIgnoringCase("credentials");
      assertThat(response.fields("vary")).containsExactly("Accept");

      client.send(
          "OPTIONS / HTTP/1.1\r\nHost: g\r\nOrigin: https://any.example\r\n"
              + "Access-Control-Request-Method: PATCH\r\nAccess-Control-Request-Headers: x-a,x-b\r\n\r\n");
      assertThat(client.response().field("access-control-allow-headers")).isEqualTo("x-a,x-b");
    }
  }

  @Test
  void refusesCredentialsForEverybody() {
    assertThatThrownBy(() -> with("  allow_credentials: true\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "cors.allow_credentials: true (expected: false, or allow_origins without *");
  }
}
