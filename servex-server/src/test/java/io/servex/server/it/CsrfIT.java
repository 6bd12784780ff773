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
import org.junit.jupiter.params.provider.ValueSource;

/** Forged requests on proxied paths (R66): D85, D86, D88. */
class CsrfIT {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String REFUSED = "{\"message\":\"CSRF token validation failed\"}";

  private static OriginServer backend;
  private static Servex.Running gateway;

  @BeforeAll
  static void start() throws Exception {
    backend = OriginServer.echo();
    gateway = with("  csrf_token_endpoint: /csrf-token\n  exclude_paths: [/hooks/]\n");
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    backend.close();
  }

  private static Servex.Running with(String settings) throws StartException {
    return Yaml.startWithPlugins(
        "security:\n  enabled: true\n  csrf_enabled: true\n" + settings,
        Yaml.rule("all", "/", "", backend.url()));
  }

  private static String token() throws IOException {
    var body = RawHttpClient.get(gateway.port(), "/csrf-token").body();
    return body.substring(body.indexOf(':') + 3, body.length() - 2);
  }

  private static RawHttpClient.Response post(String path, String body, String... fields)
      throws IOException {
    return post(gateway, path, body, fields);
  }

  private static RawHttpClient.Response post(
      Servex.Running to, String path, String body, String... fields) throws IOException {
    try (var client = new RawHttpClient(to.port())) {
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: g\r\nContent-Length: "
              + body.length()
              + "\r\n"
              + RawHttpClient.lines(fields)
              + "\r\n"
              + body);
      return client.response();
    }
  }

  @Test
  void givesATokenWithAnAnswerThatNoSharedCacheKeeps() throws Exception {
    var first = RawHttpClient.get(gateway.port(), "/page");

    assertThat(first.fields("set-cookie")).hasSize(1);
    var cookie = first.field("set-cookie");
    assertThat(cookie)
        .matches(
            "csrf_token=[A-Za-z0-9_-]{64}; Path=/; Max-Age=3600; Expires=\\w{3}, .* GMT;"
                + " SameSite=Lax");
    assertThat(first.field("cache-control")).isEqualTo("private");

    var known = "Cookie: a=b; " + cookie.substring(0, cookie.indexOf(';'));
    assertThat(RawHttpClient.get(gateway.port(), "/page", known).fields("set-cookie")).isEmpty();
    assertThat(
            RawHttpClient.get(gateway.port(), "/page", "Cookie: csrf_token=made-up")
                .fields("set-cookie"))
        .hasSize(1);
    assertThat(RawHttpClient.get(gateway.port(), "/hooks/x").fields("set-cookie")).isEmpty();
  }

  @Test
  void letsPassWhoBringsTheTokenBackTwice() throws Exception {
    var token = token();
    var cookie = "Cookie: csrf_token=" + token;

    assertThat(post("/a", "", cookie, "X-CSRF-Token: " + token).status()).isEqualTo(200);
    assertThat(post("/a", "", "X-CSRF-Token: " + token).status()).isEqualTo(403);
    assertThat(post("/a", "", cookie).status()).isEqualTo(403);
    assertThat(post("/a", "", cookie, "X-CSRF-Token: " + token()).status()).isEqualTo(403);
    assertThat(post("/a?X-CSRF-Token=" + token, "", cookie).status()).isEqualTo(403);
    assertThat(post("/hooks/x", "").status()).isEqualTo(200);
    var refused = post("/a", "", "Cookie: csrf_token=x", "X-CSRF-Token: x");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).isEqualTo(REFUSED);
    assertThat(refused.field("x-content-type-options")).isEqualTo("nosniff");
    assertThat(refused.field("x-request-id")).isNotEmpty();
  }

  @Test
  void sendsTheFormOnByteForByte() throws Exception {
    var token = token();
    var body = "a=b+c%20d&X-CSRF-Token=" + token + "&e=" + "f".repeat(200_000);

    var response = post("/form", body, FORM, "Cookie: csrf_token=" + token);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).endsWith("\r\n\r\n" + body);
    assertThat(post("/form", "a=b&X-CSRF-Token=x", FORM, "Cookie: csrf_token=" + token).body())
        .isEqualTo(REFUSED);
    assertThat(
            post("/form", "a=" + "b".repeat(200_000), FORM, "Cookie: csrf_token=" + token).body())
        .isEqualTo(REFUSED);
  }

  @Test
  void readsFormsWithFiles() throws Exception {
    var token = token();
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"X-CSRF-Token\"\r\n\r\n"
            + token
            + "\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
            + "z".repeat(300_000)
            + "\r\n--b--\r\n";
    var type = "Content-Type: multipart/form-data; boundary=b";

    var response = post("/form", body, type, "Cookie: csrf_token=" + token);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).endsWith(body);
  }

  @Test
  void answersWithTheTokenThatTheClientHas() throws Exception {
    var first = RawHttpClient.get(gateway.port(), "/csrf-token");
    assertThat(first.fields("set-cookie")).hasSize(1);
    assertThat(first.body()).matches("\\{\"csrf_token\": \"[A-Za-z0-9_-]{64}\"}");
    assertThat(first.field("cache-control")).isEqualTo("no-store");

    var token = token();
    var again = RawHttpClient.get(gateway.port(), "/csrf-token", "Cookie: csrf_token=" + token);
    assertThat(again.fields("set-cookie")).hasSize(1);
    assertThat(again.body()).contains(token);
    assertThat(post("/csrf-token", "").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None"})
  void sendsACookieForOtherSitesOverHttpsOnly(String sameSite) throws Exception {
    try (var other =
        with("  csrf_cookie_same_site: " + sameSite + "\n  csrf_cookie_max_age: 0\n")) {
      assertThat(RawHttpClient.get(other.port(), "/").field("set-cookie"))
          .endsWith("; Path=/; Secure; SameSite=None");
    }
  }

  /** A token that somebody was given in a session of his own is of no use in another's. */
  @Test
  void aTokenIsGoodInOneSession() throws Exception {
    try (var other = with("  csrf_session_cookie: sid\n  csrf_exclude_paths: [/public/]\n")) {
      var cookie = RawHttpClient.get(other.port(), "/", "Cookie: sid=mine").field("set-cookie");
      var pair = cookie.substring(0, cookie.indexOf(';'));
      var field = "X-CSRF-Token: " + pair.substring(pair.indexOf('=') + 1);

      assertThat(post(other, "/", "", "Cookie: sid=mine; " + pair, field).status()).isEqualTo(200);
      assertThat(post(other, "/", "", "Cookie: sid=yours; " + pair, field).status()).isEqualTo(403);
      assertThat(post(other, "/", "", "Cookie: " + pair, field).status()).isEqualTo(403);
      assertThat(
              RawHttpClient.get(other.port(), "/", "Cookie: sid=yours; " + pair)
                  .fields("set-cookie"))
          .hasSize(1);
      var open = post(other, "/public/x", "");
      assertThat(open.status()).isEqualTo(200);
      assertThat(open.field("x-frame-options")).isEqualTo("DENY");
    }
    assertThatThrownBy(() -> with("  csrf_cookie_name: __Host-csrf\n"))
        .hasMessageContaining("csrf_cookie_name: __Host-csrf (expected: csrf_cookie_secure and");
  }

  @Test
  void bindsEveryKey() throws Exception {
    try (var other =
        with(
            """
              csrf_token_name: _token
              csrf_cookie_name: c
              csrf_cookie_http_only: yes
              csrf_cookie_same_site: strict
              csrf_cookie_secure: true
              csrf_cookie_path: /app
              csrf_cookie_max_age: 60
              csrf_error_message: "say \\"please\\""
              csrf_safe_methods: [get, Put]
              csrf_allow_query: true
              csrf_secret: "0123456789abcdef0123456789abcdef"
              include_paths: [/app/]
            """)) {
      var cookie = RawHttpClient.get(other.port(), "/app/").field("set-cookie");
      assertThat(cookie)
          .matches("c=.*; Path=/app; Max-Age=60; Expires=.*; HttpOnly; Secure; SameSite=Strict");
      var pair = cookie.substring(0, cookie.indexOf(';'));
      var token = pair.substring(2);
      assertThat(post(other, "/app/?x&_token=" + token, "", "Cookie: " + pair).status())
          .isEqualTo(200);
      assertThat(post(other, "/app/", "_token=" + token, FORM, "Cookie: " + pair).status())
          .isEqualTo(200);
      assertThat(post(other, "/elsewhere", "").status()).isEqualTo(200);
      assertThat(post(other, "/app/", "").body()).isEqualTo("{\"message\":\"say \\\"please\\\"\"}");
    }
  }
}
