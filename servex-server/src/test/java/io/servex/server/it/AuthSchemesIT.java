package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users known by a password in each request, by keys, by others' tokens, and by a service. */
class AuthSchemesIT {
  private static final String KEY = "0123456789abcdef-key";

  private static OriginServer backend;
  private static TokenIssuer issuer;
  private static OriginServer service;
  private static Servex.Running gateway;
  private static Servex.Running judging;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    backend = OriginServer.echo();
    issuer = new TokenIssuer();
    gateway =
        with(
            """
              use_memory_database: true
              initial_users: [{username: ann, password: "ann:pässword", roles: [admin]}]
              basic_auth: true
              api_keys:
                - {name: robot, key: %s, roles: [user]}
                - name: other
                  key_sha256: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b
              jwt:
                - issuer: https://idp.example
                  jwks_uri: %s
                  audience: [shop, store]
                  algorithms: [RS256, ES256, PS256]
                  id_prefix: "idp:"
                  roles_claim: realm.roles
            """
                .formatted(KEY, issuer.url()));
    port = gateway.port();
    service =
        new OriginServer((request, in, out, socket) ->
            request.contains("s=silent") || OriginServer.write(out, verdict(request)));
    judging = with("  forward_auth: {url: \"%s/check\", timeout: 1s}\n".formatted(service.url()));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    judging.close();
    issuer.close();
    service.close();
    backend.close();
  }

  private static Servex.Running with(String settings) throws Exception {
    return Yaml.startWithPlugins(
        "auth:\n  enabled: true\n" + AuthGateway.CHEAP + settings,
        Yaml.rule("admin", "/admin", "auth: {roles: [admin]}", backend.url())
            + Yaml.rule("users", "/users", "auth: {}", backend.url())
            + Yaml.rule("some", "/some", "auth: {required: false}", backend.url()));
  }

  private static RawHttpClient.Response get(String path, String... fields) throws IOException {
    return RawHttpClient.get(port, path, fields);
  }

  private static void refused(String field) throws IOException {
    var response = get("/users", field);
    assertThat(response.status()).as(field).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"message\":\"invalid token\"}");
    assertThat(get("/some", field).body()).startsWith("GET /some").doesNotContain("X-User-");
  }

  @Test
  void tellsAllWaysInWhichAUserCanBeKnown() throws Exception {
    var response = get("/users");

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.head())
        .contains(
            "WWW-Authenticate: Bearer realm=\"servex\"\r\n",
            "WWW-Authenticate: Basic realm=\"servex\", charset=\"UTF-8\"\r\n",
            "WWW-Authenticate: ApiKey realm=\"servex\"\r\n");
  }

  @Test
  void knowsUsersByNameAndPassword() throws Exception {
    var right = TokenIssuer.basic("ann", "ann:pässword");
    for (var i = 0; i < 50; i++) {
      var response = get("/admin", right);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body())
          .contains("\r\nX-User-Name: ann\r\n", "\r\nX-User-Roles: admin\r\n")
          .doesNotContain("Authorization");
    }
    refused(TokenIssuer.basic("ann", "ann:password"));
    refused(TokenIssuer.basic("nobody", "ann:pässword"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic !", "Basic YW5u", "Basic Og==", "Basic /////w==", "Basic YW5uOg=="})
  void refusesCredentialsThatAreNone(String value) throws Exception {
    refused("Authorization: " + value);
  }

  @Test
  void limitsPasswordsInRequestsToo() throws Exception {
    try (var own =
        with(
            """
              use_memory_database: true
              initial_users: [{username: ann, password: ann-password}]
              basic_auth: true
            """)) {
      var wrong = TokenIssuer.basic("ann", "wrong-password");
      for (var i = 0; i < 5; i++) {
        assertThat(RawHttpClient.get(own.port(), "/users", wrong).status()).isEqualTo(401);
      }
      var response = RawHttpClient.get(own.port(), "/users", wrong);
      assertThat(response.status()).isEqualTo(429);
      assertThat(response.field("retry-after")).isNotEmpty();
    }
  }

  /** Many requests at once with one password are one attempt. */
  @Test
  void doesNotTakeAProgramForSomebodyWhoGuesses() throws Exception {
    try (var own =
            Yaml.startWithPlugins(
                """
                auth:
                  enabled: true
                  use_memory_database: true
                  initial_users: [{username: ann, password: ann-password}]
                  basic_auth: true
                  passwords: {memory: 16MiB, iterations: 3, concurrency: 1}
                """,
                Yaml.rule("users", "/users", "auth: {}", backend.url()));
        var threads = Executors.newFixedThreadPool(30)) {
      var requests = new ArrayList<Callable<Integer>>();
      for (var i = 0; i < 30; i++) {
        requests.add(() ->
            RawHttpClient.get(own.port(), "/users", TokenIssuer.basic("ann", "ann-password"))
                .status());
      }
      for (var status : threads.invokeAll(requests)) {
        assertThat(status.get()).isEqualTo(200);
      }
      assertThat(RawHttpClient.get(own.port(), "/metrics").body())
          .contains("servex_auth_passwords_total{result=\"right\"} 1");
    }
  }

  /** A right password that is remembered is no way to try others without end. */
  @Test
  void rememberedPasswordsAreNotThereToBeGuessed() throws Exception {
    try (var own =
        with(
            """
              use_memory_database: true
              initial_users: [{username: ann, password: ann-password}]
              basic_auth: true
            """)) {
      var right = TokenIssuer.basic("ann", "ann-password");
      assertThat(RawHttpClient.get(own.port(), "/users", right).status()).isEqualTo(200);
      for (var i = 0; i < 5; i++) {
        var wrong = TokenIssuer.basic("ann", "wrong-password" + i);
        assertThat(RawHttpClient.get(own.port(), "/users", wrong).status()).isEqualTo(401);
      }

      assertThat(RawHttpClient.get(own.port(), "/users", right).status()).isEqualTo(429);
    }
  }

  @Test
  void knowsProgramsByKeys() throws Exception {
    var response = get("/users", "X-API-Key: " + KEY);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body())
        .contains("\r\nX-User-ID: robot\r\n", "\r\nX-User-Roles: user\r\n")
        .doesNotContain(KEY);
    assertThat(get("/admin", "x-api-key: " + KEY).status()).isEqualTo(403);
    assertThat(get("/users", "X-API-Key: test-key-of-the-other").status()).isEqualTo(401);
    refused("X-API-Key: " + KEY + "x");
    refused("X-API-Key: ");
    refused("X-API-Key: " + KEY + "\r\nX-API-Key: " + KEY);
  }

  @Test
  void knowsUsersByTokensOfOthers() throws Exception {
    for (var token :
        new String[] {
          issuer.rs256(TokenIssuer.claims("realm", "{\"roles\":[\"admin\",\"b\"]}")),
          issuer.es256(
              TokenIssuer.claims("aud", "[\"x\",\"store\"]", "realm", "{\"roles\":\"admin b\"}"))
        }) {
      var response = get("/admin", token);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body())
          .contains(
              "\r\nX-User-ID: idp:u-17\r\n",
              "\r\nX-User-Name: u-17\r\n",
              "\r\nX-User-Roles: admin,b\r\n")
          .doesNotContain("Authorization");
    }
    var named = issuer.rs256(TokenIssuer.claims("preferred_username", "\"Jo\""));
    assertThat(get("/users", named).body()).contains("\r\nX-User-Name: Jo\r\n");
    assertThat(get("/admin", named).status()).isEqualTo(403);
    assertThat(issuer.fetches()).isLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "iss, \"https://other.example\"",
        "iss, ``",
        "aud, \"other\"",
        "aud, ``",
        "aud, []",
        "exp, 1",
        "exp, ``",
        "exp, \"never\"",
        "nbf, 4000000000",
        "iat, 4000000000",
        "sub, ``",
        "sub, \"\"",
        "cnf, {\"jkt\":\"x\"}"
      })
  void refusesTokensThatSayTheWrongThings(String claim, String value) throws Exception {
    refused(issuer.rs256(TokenIssuer.claims(claim, value)));
  }

  @Test
  void refusesForgedTokens() throws Exception {
    var claims = TokenIssuer.claims();
    var stranger = TokenIssuer.rsa(2048);
    var rsa = "SHA256withRSA";
    refused(TokenIssuer.sign("{\"alg\":\"RS256\",\"kid\":\"r1\"}", claims, rsa, stranger));
    refused(TokenIssuer.sign("{\"alg\":\"RS256\",\"kid\":\"e1\"}", claims, rsa, issuer.rsa));
    refused(TokenIssuer.sign("{\"alg\":\"RS512\",\"kid\":\"r1\"}", claims, rsa, issuer.rsa));
    refused(TokenIssuer.sign("{\"alg\":\"PS256\",\"kid\":\"r1\"}", claims, rsa, issuer.rsa));
    refused(TokenIssuer.sign("{\"alg\":\"RS256\",\"typ\":\"id+jwt\"}", claims, rsa, issuer.rsa));
    refused(
        TokenIssuer.sign(
            "{\"alg\":\"RS256\",\"kid\":\"r1\",\"crit\":[\"x\"],\"x\":1}",
            claims,
            rsa,
            issuer.rsa));
    refused(
        TokenIssuer.sign(
            "{\"alg\":\"RS256\",\"kid\":\"r9\",\"jwk\":" + TokenIssuer.rsaKey("r9", stranger) + "}",
            claims,
            rsa,
            stranger));
    refused(
        TokenIssuer.sign(
            "{\"alg\":\"RS256\",\"kid\":\"r9\",\"jku\":\"" + issuer.url() + "\"}",
            claims,
            rsa,
            stranger));
    var ec = "{\"alg\":\"ES256\",\"kid\":\"e1\"}";
    refused(AuthGateway.forged(ec, claims, TokenIssuer.encode(new byte[64])));
    for (var header : new String[] {"{\"alg\":\"none\"}", "{\"alg\":\"HS256\",\"kid\":\"r1\"}"}) {
      refused(AuthGateway.forged(header, claims, ""));
      refused(AuthGateway.forged(header, claims, hmac(header, claims, issuer.rsa)));
    }
  }

  /** A signature whose secret is the public key: what a confused verifier takes for a good one. */
  private static String hmac(String header, String claims, KeyPair pair) throws Exception {
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(pair.getPublic().getEncoded(), "HmacSHA256"));
    var text = AuthGateway.part(header) + "." + AuthGateway.part(claims);
    return TokenIssuer.encode(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void letsNobodyInWithoutTheKeysOfTheIssuer() throws Exception {
    try (var away = new TokenIssuer();
        var own =
            with(
                "  jwt: [{issuer: \"https://idp.example\", jwks_uri: \"%s\", audience: [shop]}]\n"
                    .formatted(away.url()))) {
      var token = away.rs256(TokenIssuer.claims());
      for (var i = 0; i < 20; i++) {
        away.answer(i % 2 == 0 ? 500 : 302);
        var response = RawHttpClient.get(own.port(), "/users", token);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("retry-after")).isEqualTo("5");
        assertThat(RawHttpClient.get(own.port(), "/some", token).body()).doesNotContain("X-User");
      }
      assertThat(away.fetches()).isLessThan(10);
    }
  }

  @Test
  void refusesKeysThatAreTooWeak() throws Exception {
    var weak = TokenIssuer.rsa(1024);
    try (var careless = new TokenIssuer()) {
      careless.publish(TokenIssuer.keys(TokenIssuer.rsaKey("w", weak)));
      try (var own =
          with(
              "  jwt: [{issuer: \"https://idp.example\", jwks_uri: \"%s\", audience: [shop]}]\n"
                  .formatted(careless.url()))) {
        var token =
            TokenIssuer.sign(
                "{\"alg\":\"RS256\",\"kid\":\"w\"}", TokenIssuer.claims(), "SHA256withRSA", weak);
        assertThat(RawHttpClient.get(own.port(), "/users", token).status()).isEqualTo(401);
      }
    }
  }

  private static RawHttpClient.Response judged(String path, String... fields) throws IOException {
    return RawHttpClient.get(judging.port(), path, fields);
  }

  @Test
  void asksAService() throws Exception {
    var ann = judged("/users/1?a=b", "Cookie: s=ann", "X-Other: x", "X-User-ID: z");

    assertThat(ann.status()).isEqualTo(200);
    assertThat(ann.body())
        .contains(
            "\r\nX-User-ID: u-1\r\n",
            "\r\nX-User-Name: u-1\r\n",
            "\r\nX-User-Roles: admin,b\r\n",
            "\r\nCookie: s=ann\r\n")
        .doesNotContain("X-User-ID: z");
    var question =
        service.requests().stream().filter(text -> text.contains("/users/1?a=b")).findFirst();
    assertThat(TokenIssuer.lower(question.orElseThrow()))
        .startsWith("get /check http/1.1\r\n")
        .contains(
            "\r\ncookie: s=ann\r\n",
            "\r\nx-forwarded-method: get\r\n",
            "\r\nx-forwarded-uri: /users/1?a=b\r\n",
            "\r\nx-forwarded-host: h.example\r\n",
            "\r\nx-forwarded-for: 127.0.0.1\r\n")
        .doesNotContain("x-other", "x-user-id");
    assertThat(judged("/admin", "Cookie: s=ann").status()).isEqualTo(200);
    var redirected = judged("/users", "Cookie: s=new");
    assertThat(redirected.status()).isEqualTo(302);
    assertThat(redirected.field("location")).isEqualTo("https://login.example/");
    assertThat(judged("/some", "Cookie: s=new").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "s=unknown, 401",
    "s=forbidden, 403",
    "s=teapot, 403",
    "s=broken, 503",
    "s=nobody, 401",
    "s=cut, 503",
    "s=aimless, 503",
    "s=silent, 503",
    "s=twice, 401",
    "s=\u00e9, 401"
  })
  void letsNobodyInWhomTheServiceDoesNotName(String cookie, int status) throws Exception {
    var before = backend.requests().size();

    assertThat(judged("/users", "Cookie: " + cookie).status()).isEqualTo(status);
    assertThat(backend.requests()).hasSize(before);
    assertThat(judged("/some", "Cookie: " + cookie).body())
        .startsWith("GET /some")
        .doesNotContain("X-User-");
  }

  private static String verdict(String request) {
    var cookie = request.replaceAll("(?is).*\r\ncookie: s=([^\r]*)\r\n.*", "$1");
    return switch (cookie) {
      case "ann" ->
          "HTTP/1.1 204 N\r\nX-User-ID: u-1\r\nX-User-Roles: admin, b\r\nContent-Length: 0\r\n\r\n";
      case "new" ->
          "HTTP/1.1 302 F\r\nLocation: https://login.example/\r\nContent-Length: 0\r\n\r\n";
      case "unknown" -> "HTTP/1.1 401 U\r\nWWW-Authenticate: Custom\r\nContent-Length: 0\r\n\r\n";
      case "forbidden" -> "HTTP/1.1 403 F\r\nContent-Length: 0\r\n\r\n";
      case "teapot" -> "HTTP/1.1 418 T\r\nContent-Length: 0\r\n\r\n";
      case "nobody" -> "HTTP/1.1 200 O\r\nContent-Length: 2\r\n\r\nok";
      case "cut" -> "HTTP/1.1 200 O\r\nX-User-ID: u-1\r\nContent-Length: 9\r\n\r\nok";
      case "twice" ->
          "HTTP/1.1 200 O\r\nX-User-ID: u-1\r\nX-User-ID: u-2\r\nContent-Length: 0\r\n\r\n";
      case "odd" ->
          "HTTP/1.1 200 O\r\nX-User-ID: u%0d%0aX-Admin: 1\r\nX-User-Name: \u00e9\tb\r\n"
              + "X-User-Roles: user, a%2Cadmin\r\nContent-Length: 0\r\n\r\n";
      case "aimless" -> "HTTP/1.1 302 F\r\nContent-Length: 0\r\n\r\n";
      default -> "HTTP/1.1 500 I\r\nContent-Length: 0\r\n\r\n";
    };
  }

  /** What the service says is one value for the backend, however it is written. */
  @Test
  void passesOddNamesOnAsOneValue() throws Exception {
    var odd = judged("/users", "Cookie: s=odd");

    assertThat(odd.status()).isEqualTo(200);
    assertThat(odd.body())
        .contains(
            "\r\nX-User-ID: u%250d%250aX-Admin:%201\r\n",
            "\r\nX-User-Name: %C3%A9%20b\r\n", "\r\nX-User-Roles: user,a%252Cadmin\r\n");
    assertThat(judged("/admin", "Cookie: s=odd").status()).isEqualTo(403);
  }

  @Test
  void letsNobodyInWithoutTheService() throws Exception {
    try (var own = with("  forward_auth: {url: \"http://127.0.0.1:1/check\"}\n")) {
      assertThat(RawHttpClient.get(own.port(), "/users", "Cookie: s=ann").status()).isEqualTo(503);
    }
  }
}
