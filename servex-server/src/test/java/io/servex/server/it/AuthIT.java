package io.servex.server.it;

import static io.servex.server.it.AuthGateway.bearer;
import static io.servex.server.it.AuthGateway.cookie;
import static io.servex.server.it.AuthGateway.credentials;
import static io.servex.server.it.AuthGateway.login;
import static io.servex.server.it.AuthGateway.refresh;
import static io.servex.server.it.AuthGateway.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users with passwords in memory, and rules for users alone (R62): D44, D100, D101, D102, D103,
 * D104, D105, D106.
 */
class AuthIT {
  private static final String USERS =
      """
        initial_users:
          - {username: ann, password: ann-password, roles: [admin, user]}
          - {username: bob, password: bob-password, roles: [user]}
          - {username: "Zoë, Q", password: zoe-password}
      """;

  private static OriginServer backend;
  private static Servex.Running gateway;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    backend = OriginServer.echo();
    gateway =
        with(
            """
              jwt_access_secret: "%s"
              jwt_refresh_secret: "%s"
              initial_roles: [user]
            """
                .formatted(AuthGateway.ACCESS_KEY, AuthGateway.REFRESH_KEY));
    port = gateway.port();
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    backend.close();
  }

  private static Servex.Running with(String settings) throws Exception {
    return Yaml.startWithPlugins(
        "auth:\n  enabled: true\n  use_memory_database: true\n"
            + AuthGateway.CHEAP
            + USERS
            + settings,
        Yaml.rule("admin", "/admin", "auth: {roles: [admin, root]}", backend.url())
            + Yaml.rule("users", "/users", "auth: {required: true}", backend.url())
            + Yaml.rule("some", "/some", "auth: {required: false}", backend.url())
            + Yaml.rule("open", "/", "", backend.url()));
  }

  private static RawHttpClient.Response get(String path, String... fields) throws IOException {
    return RawHttpClient.get(port, path, fields);
  }

  @Test
  void registersAndLetsInAndTellsWhoSomebodyIs() throws Exception {
    var registered =
        send(port, "POST", "/api/v1/auth/register", credentials("carl", "carls-password"));

    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.body())
        .matches(
            "\\{\"id\":\"user-\\d+\",\"username\":\"carl\",\"roles\":\\[\"user\"],\"accessToken\":\"[^\"]+\"}");
    assertThat(registered.field("cache-control")).isEqualTo("no-store");
    assertThat(registered.field("set-cookie"))
        .matches("_servexrt=[^;]+; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Max-Age=604800");

    var signedIn = login(port, "carl", "carls-password");
    assertThat(signedIn.status()).isEqualTo(200);
    var me = get("/api/v1/auth/me", bearer(signedIn));
    assertThat(me.status()).isEqualTo(200);
    assertThat(me.body())
        .matches("\\{\"id\":\"user-\\d+\",\"username\":\"carl\",\"roles\":\\[\"user\"]}");
    assertThat(backend.requests()).noneMatch(request -> request.contains("auth/register"));
  }

  @Test
  void takesEachNameOnce() throws Exception {
    var again = send(port, "POST", "/api/v1/auth/register", credentials("ann", "other-password"));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body()).isEqualTo("{\"message\":\"username already exists\"}");
    assertThat(login(port, "ann", "ann-password").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "[]",
        "no json",
        "{\"username\":\"u\"}",
        "{\"username\":\"\",\"password\":\"12345678\"}",
        "{\"username\":\"u\",\"password\":\"\"}",
        "{\"username\":1,\"password\":\"12345678\"}",
        "{\"username\":\" u\",\"password\":\"12345678\"}",
        "{\"username\":\"a\\u0000b\",\"password\":\"12345678\"}",
        "{\"username\":\"\\ud800\",\"password\":\"12345678\"}",
        "{\"username\":\"u\",\"password\":[\"12345678\"]}"
      })
  void refusesBodiesThatAreNone(String body) throws Exception {
    for (var endpoint : new String[] {"register", "login"}) {
      var response = send(port, "POST", "/api/v1/auth/" + endpoint, body);
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo("{\"message\":\"invalid request body\"}");
    }
  }

  @Test
  void refusesLargeBodiesWithoutHoldingThem() throws Exception {
    var known = send(port, "POST", "/api/v1/auth/login", credentials("ann", "x".repeat(9000)));
    assertThat(known.status()).isEqualTo(413);
    try (var client = new RawHttpClient(port)) {
      client.send(
          "POST /api/v1/auth/login HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "2710\r\n"
              + "x".repeat(10_000)
              + "\r\n");
      assertThat(client.response().status()).isEqualTo(413);
    }
  }

  /** Passwords are as long as people like, within reason (D105). */
  @Test
  void takesLongPasswordsAndRefusesOversizedOnes() throws Exception {
    var path = "/api/v1/auth/register";
    assertThat(send(port, "POST", path, credentials("long", "x".repeat(100))).status())
        .isEqualTo(201);
    assertThat(login(port, "long", "x".repeat(99) + "y").status()).isEqualTo(401);
    assertThat(login(port, "long", "x".repeat(100)).status()).isEqualTo(200);
    for (var password : new String[] {"x".repeat(7), "x".repeat(129), "x".repeat(5000)}) {
      var refused = send(port, "POST", path, credentials("other", password));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("password must have 8 to 128 characters");
    }
    assertThat(login(port, "long", "x".repeat(5000)).status()).isEqualTo(401);
  }

  @Test
  void doesNotSayWhetherNameOrPasswordIsWrong() throws Exception {
    var wrong = login(port, "bob", "wrong-password");
    var unknown = login(port, "nobody", "wrong-password");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo("{\"message\":\"invalid email or password\"}");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
    assertThat(unknown.field("set-cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET, login", "GET, refresh", "POST, me", "PUT, register", "GET, logout"})
  void answersOtherMethodsWith404(String method, String endpoint) throws Exception {
    assertThat(send(port, method, "/api/v1/auth/" + endpoint, "").status()).isEqualTo(404);
  }

  @Test
  void leavesOtherPathsBelowToTheRules() throws Exception {
    assertThat(get("/api/v1/auth/other").body()).startsWith("GET /api/v1/auth/other");
    assertThat(get("/api/v1/authme").body()).startsWith("GET /api/v1/authme");
    assertThat(get("/api/v1/auth/%6de").status()).isEqualTo(401);
  }

  /** Refreshing works (D100), for a browser that keeps to the cookie's path (D102). */
  @Test
  void refreshesAndRotates() throws Exception {
    var first = login(port, "ann", "ann-password");
    var second = refresh(port, cookie(first));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).contains("\"username\":\"ann\"");
    assertThat(cookie(second)).isNotEqualTo(cookie(first));
    assertThat(get("/users", bearer(second)).status()).isEqualTo(200);
    assertThat(refresh(port, cookie(second)).status()).isEqualTo(200);
  }

  /** A token that was used before ends its session, whoever has the newer one (D101). */
  @Test
  void endsASessionWhoseOldRefreshTokenComesAgain() throws Exception {
    var first = login(port, "ann", "ann-password");
    var other = login(port, "ann", "ann-password");
    var second = refresh(port, cookie(first));

    var replayed = refresh(port, cookie(first));
    assertThat(replayed.status()).isEqualTo(401);
    assertThat(replayed.body()).isEqualTo("{\"message\":\"failed to refresh token\"}");
    assertThat(refresh(port, cookie(second)).status()).isEqualTo(401);
    assertThat(get("/users", bearer(second)).status()).isEqualTo(401);
    assertThat(get("/users", bearer(first)).status()).isEqualTo(401);

    assertThat(refresh(port, cookie(other)).status()).isEqualTo(200);
  }

  @Test
  void endsASessionAndItsAccessTokens() throws Exception {
    var session = login(port, "bob", "bob-password");
    var out = send(port, "POST", "/api/v1/auth/logout", "", "Cookie: a=b; " + cookie(session));

    assertThat(out.status()).isEqualTo(204);
    assertThat(out.field("set-cookie"))
        .matches(
            "_servexrt=; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Max-Age=0; Expires=.* GMT");
    assertThat(refresh(port, cookie(session)).status()).isEqualTo(401);
    assertThat(get("/users", bearer(session)).status()).isEqualTo(401);
    assertThat(get("/api/v1/auth/me", bearer(session)).body())
        .isEqualTo("{\"message\":\"invalid token\"}");
  }

  /** Who has only an old token cannot end what goes on with the new one (D106). */
  @Test
  void endsNothingByATokenThatIsNotGoodAnyMore() throws Exception {
    var first = login(port, "bob", "bob-password");
    var second = refresh(port, cookie(first));

    assertThat(send(port, "POST", "/api/v1/auth/logout", "", "Cookie: " + cookie(first)).status())
        .isEqualTo(204);
    assertThat(send(port, "POST", "/api/v1/auth/logout", "").status()).isEqualTo(204);
    assertThat(refresh(port, cookie(second)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_servexrt=", "_servexrt=x", "_servexrt=a.b.c", "other=x"})
  void refusesToRefreshWithoutAToken(String cookies) throws Exception {
    var response = refresh(port, cookies);

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"message\":\"missing or invalid refresh token\"}");
  }

  @Test
  void refusesToChooseBetweenTwoCookies() throws Exception {
    var one = cookie(login(port, "ann", "ann-password"));
    var two = cookie(login(port, "ann", "ann-password"));

    assertThat(refresh(port, one + "; " + two).status()).isEqualTo(401);
    assertThat(refresh(port, one).status()).isEqualTo(200);
  }

  /** Rules for users (D104). */
  @Test
  void asksForAUserWhereARuleDoes() throws Exception {
    var ann = bearer(login(port, "ann", "ann-password"));
    var bob = bearer(login(port, "bob", "bob-password"));

    var stranger = get("/users/1");
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.body())
        .isEqualTo("{\"message\":\"missing or invalid authorization token\"}");
    assertThat(stranger.field("www-authenticate")).isEqualTo("Bearer realm=\"servex\"");
    assertThat(get("/admin").status()).isEqualTo(401);
    assertThat(get("/users/1", bob).status()).isEqualTo(200);
    assertThat(get("/admin", ann).status()).isEqualTo(200);

    var forbidden = get("/admin", bob);
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.body()).isEqualTo("{\"message\":\"insufficient permissions\"}");
    assertThat(get("/admin/../users", ann).status()).isEqualTo(200);
    assertThat(get("/users/..//admin", bob).status()).isEqualTo(403);
  }

  /** Servers of the JVM leave parameters of segments out, and would serve what a rule guards. */
  @ParameterizedTest
  @ValueSource(strings = {"/admin;v=1", "/admin;/x", "/;/admin", "/a/..;/admin", "/admin%3Bv=1"})
  void guardsPathsWithParametersToo(String path) throws Exception {
    assertThat(get(path).status()).isIn(400, 401);
  }

  @Test
  void tellsBackendsWhoAsksAndKeepsTheTokenToItself() throws Exception {
    var ann = bearer(login(port, "ann", "ann-password"));

    for (var path : new String[] {"/users", "/some"}) {
      assertThat(get(path, ann).body())
          .contains("\r\nX-User-Name: ann\r\n", "\r\nX-User-Roles: admin,user\r\n")
          .containsPattern("\r\nX-User-ID: user-\\d+\r\n")
          .doesNotContain("Authorization");
    }
    assertThat(get("/some").body()).startsWith("GET /some").doesNotContain("X-User");
    assertThat(get("/open", ann).body()).contains(ann).doesNotContain("X-User");
    assertThat(get("/some", "Authorization: Bearer other").body())
        .contains("Authorization: Bearer other");
  }

  @Test
  void writesNamesSoThatTheyCanBeReadBack() throws Exception {
    var response =
        send(
            port,
            "POST",
            "/api/v1/auth/login",
            "{\"username\":\"Zoe\\u0308, Q\",\"password\":\"zoe-password\"}");

    assertThat(get("/users", bearer(response)).body())
        .contains("\r\nX-User-Name: Zo%C3%AB%2C%20Q\r\n", "\r\nX-User-Roles: \r\n");
  }

  /** Whatever a client says of itself is not passed on, on any rule. */
  @Test
  void removesWhatClientsSayOfThemselves() throws Exception {
    var spoofed =
        new String[] {
          "X-User-ID: user-1",
          "x-user-roles: admin",
          "X-User-Email: a@b",
          "X_User_Id: user-1",
          "X-User_Roles: admin"
        };
    assertThat(get("/open", spoofed).body().toLowerCase(java.util.Locale.ROOT))
        .startsWith("get /open")
        .doesNotContain("x-user", "x_user");
    assertThat(get("/admin", spoofed).status()).isEqualTo(401);
    var bob = bearer(login(port, "bob", "bob-password"));
    var more = java.util.Arrays.copyOf(spoofed, spoofed.length + 1);
    more[spoofed.length] = bob;
    assertThat(get("/users", more).body())
        .contains("\r\nX-User-Name: bob\r\n", "\r\nX-User-Roles: user\r\n")
        .doesNotContain("admin", "a@b", "X_User", "X-User_");
    assertThat(get("/admin", more).status()).isEqualTo(403);
  }

  @Test
  void writesTheCookieForTheConfiguredPathAndOnlyToHttpsSecured() throws Exception {
    try (var other =
        with(
            "  base_path: /auth/\n  refresh_token_cookie_name: rt\n  forward_credentials: true\n")) {
      var response =
          send(
              other.port(),
              "POST",
              "/auth/login",
              credentials("ann", "ann-password"),
              "X-Forwarded-Proto: https");
      assertThat(response.field("set-cookie"))
          .startsWith("rt=")
          .contains("; Path=/auth;")
          .doesNotContain("Secure");
      assertThat(send(other.port(), "POST", "/auth/refresh", "", "Cookie: " + cookie(response)))
          .extracting(RawHttpClient.Response::status)
          .isEqualTo(200);
      var bearer = bearer(response);
      assertThat(RawHttpClient.get(other.port(), "/users", bearer).body()).contains(bearer);
      assertThat(RawHttpClient.get(port, "/users", bearer).status()).isEqualTo(401);
    }
  }

  /** Every key has a default (D103). */
  @Test
  void needsNoMoreThanAPlaceForUsers() throws Exception {
    try (var plain =
        Yaml.startWithPlugins(
            "auth: {enabled: true, use_memory_database: true}\n",
            Yaml.rule("open", "/", "", backend.url()))) {
      var registered =
          send(plain.port(), "POST", "/api/v1/auth/register", credentials("ann", "ann-password"));
      assertThat(registered.status()).isEqualTo(201);
      assertThat(registered.body()).contains("\"id\":\"user-1\"", "\"roles\":[]");
    }
  }

  /** Ten wrong passwords are too many (D105), for this user and from here alone. */
  @Test
  void asksForPatienceAfterWrongPasswords() throws Exception {
    try (var throttled = with("")) {
      var last = login(throttled.port(), "ann", "wrong-password");
      for (var i = 1; i < 10; i++) {
        last = login(throttled.port(), "ann", "wrong-password");
      }
      assertThat(last.status()).isEqualTo(429);
      assertThat(Integer.parseInt(last.field("retry-after"))).isBetween(1, 12);
      assertThat(login(throttled.port(), "ann", "ann-password").status()).isEqualTo(429);
      assertThat(login(throttled.port(), "bob", "bob-password").status()).isEqualTo(200);
    }
  }

  /** Who wants a token has none yet: the static one guards the rules alone. */
  @Test
  void letsUsersInWithoutTheStaticToken() throws Exception {
    try (var guarded =
        Servex.fromYaml(
                """
                server: {http: "127.0.0.1:0", workers: 1, auth_token: static-token-0123456789}
                plugins: {directory: "%s"}
                auth:
                  enabled: true
                  use_memory_database: true
                %s%sproxy:
                  enabled: true
                  rules:
                %s
                """
                    .formatted(
                        Yaml.INSTALLED,
                        AuthGateway.CHEAP,
                        USERS,
                        Yaml.rule("open", "/", "", backend.url())))
            .start()) {
      assertThat(login(guarded.port(), "ann", "ann-password").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(guarded.port(), "/api/v1/auth/me").status()).isEqualTo(401);
      assertThat(RawHttpClient.get(guarded.port(), "/").body()).contains("Authorization header");
    }
  }

  /** Nor has a browser a token against CSRF before it is in. */
  @Test
  void letsUsersInWithoutACsrfToken() throws Exception {
    try (var guarded = with("security: {enabled: true, csrf_enabled: true}\n")) {
      var at = guarded.port();
      var ann = login(at, "ann", "ann-password");
      assertThat(ann.status()).isEqualTo(200);
      assertThat(refresh(at, cookie(ann)).status()).isEqualTo(200);
      assertThat(send(at, "POST", "/open", "", "Cookie: a=b").status()).isEqualTo(403);
    }
  }

  @Test
  void reportsWhoCameAndWhoWasTurnedAway(@TempDir Path folder) throws Exception {
    var file = folder.resolve("audit.log");
    try (var audited = with("audit: {enabled: true, file: \"" + file + "\"}\n")) {
      var at = audited.port();
      login(at, "bob", "wrong-password");
      var bob = login(at, "bob", "bob-password");
      RawHttpClient.get(at, "/users");
      RawHttpClient.get(at, "/users", "Authorization: Bearer x");
      RawHttpClient.get(at, "/admin", bearer(bob));
      refresh(at, cookie(bob));
      send(at, "POST", "/api/v1/auth/logout", "");
      send(
          at,
          "POST",
          "/api/v1/auth/logout",
          "",
          "Cookie: " + cookie(login(at, "ann", "ann-password")));
    }
    var types = Pattern.compile("\"audit_event_type\":\"([^\"]+)\"");
    var lines = Files.readString(file);

    assertThat(types.matcher(lines).results().map(found -> found.group(1)))
        .containsExactly(
            "auth.login.failure",
            "auth.login.success",
            "auth.unauthorized",
            "auth.token.invalid",
            "auth.forbidden",
            "auth.token.refresh",
            "auth.login.success",
            "auth.logout");
    assertThat(lines).contains("\"user_id\":\"user-2\"").doesNotContain("-password", "Bearer");
  }

  @Test
  void countsPasswords() throws Exception {
    try (var counted = with("")) {
      login(counted.port(), "ann", "ann-password");
      login(counted.port(), "ann", "wrong-password");
      assertThat(RawHttpClient.get(counted.port(), "/metrics").body())
          .contains("servex_auth_passwords_total{result=\"right\"} 1")
          .contains("servex_auth_passwords_total{result=\"wrong\"} 1");
    }
  }

  @Test
  void leavesRegistrationAndRoutesOut() throws Exception {
    try (var closed = with("  allow_registration: false\n");
        var none = with("  not_register_routes: true\n")) {
      var body = credentials("carl", "carls-password");
      var refused = send(closed.port(), "POST", "/api/v1/auth/register", body);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo("{\"message\":\"registration is disabled\"}");
      assertThat(login(none.port(), "ann", "ann-password").body()).startsWith("POST /api/v1/auth");
      assertThat(RawHttpClient.get(none.port(), "/users").status()).isEqualTo(401);
    }
  }
}
