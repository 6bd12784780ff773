package io.servex.server.it;

import static io.servex.server.it.AuthGateway.bearer;
import static io.servex.server.it.AuthGateway.cookie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is known has a limit of its own, and what users do is written down: D67, D70. */
class UserEventsIT {
  private static final String USERS =
      """
        use_memory_database: true
        initial_users:
          - {username: ann, password: ann-password, roles: [admin]}
          - {username: bob, password: bob-password, roles: [user]}
      """;

  private static OriginServer backend;
  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    backend = OriginServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static Servex.Running with(String sections) throws Exception {
    return Yaml.startWithPlugins(
        sections
            + "\nauth:\n  enabled: true\n  api_keys: [{name: robot, key: a-key-of-some-length}]\n"
            + AuthGateway.CHEAP
            + USERS,
        Yaml.rule("admin", "/admin", "auth: {roles: [admin]}", backend.url())
            + Yaml.rule("users", "/", "auth: {required: true}", backend.url()));
  }

  @Test
  void writesDownWhatUsersDo() throws Exception {
    var file = folder.resolve("audit.log");
    try (var gateway = with("audit: {enabled: true, file: \"" + file + "\"}")) {
      var port = gateway.port();
      AuthGateway.login(port, "bob", "wrong-password");
      var in = AuthGateway.login(port, "bob", "bob-password");
      RawHttpClient.get(port, "/x");
      RawHttpClient.get(port, "/x", "Authorization: Bearer nonsense");
      RawHttpClient.get(port, "/x", "X-API-Key: nonsense");
      assertThat(RawHttpClient.get(port, "/admin", bearer(in)).status()).isEqualTo(403);
      var renewed = AuthGateway.refresh(port, cookie(in));
      AuthGateway.send(port, "POST", "/api/v1/auth/logout", "", "Cookie: " + cookie(renewed));

      await().untilAsserted(() -> assertThat(Files.readAllLines(file)).hasSize(8));
      assertThat(
              Files.readString(file).replaceAll("(?m)^.*audit_event_type\":\"([^\"]*)\".*$", "$1"))
          .isEqualTo(
              """
              auth.login.failure
              auth.login.success
              auth.unauthorized
              auth.token.invalid
              auth.token.invalid
              auth.forbidden
              auth.token.refresh
              auth.logout
              """);
      assertThat(Files.readString(file)).contains("\"user_id\":").doesNotContain("password");
    }
  }

  @Test
  void writesDownRequestsThatAreForged() throws Exception {
    var file = folder.resolve("audit.log");
    try (var gateway =
        Yaml.startWithPlugins(
            "audit: {enabled: true, file: \""
                + file
                + "\"}\nsecurity: {enabled: true, csrf_enabled: true, csrf_token_endpoint: /csrf}",
            Yaml.rule("all", "/", "", backend.url()))) {
      var port = gateway.port();
      var cookie = "Cookie: " + cookie(RawHttpClient.get(port, "/csrf"));
      assertThat(AuthGateway.send(port, "POST", "/x", "").status()).isEqualTo(403);
      assertThat(AuthGateway.send(port, "POST", "/x", "", cookie).status()).isEqualTo(403);

      await().untilAsserted(() -> assertThat(Files.readAllLines(file)).hasSize(2));
      assertThat(Files.readAllLines(file).get(0)).contains("\"csrf.token.missing\"");
      assertThat(Files.readAllLines(file).get(1)).contains("\"csrf.token.invalid\"");
    }
  }

  /** D70: each user has a bucket, wherever the user comes from. */
  @Test
  void limitsUsersApart() throws Exception {
    try (var gateway =
        with("rate_limit: {enabled: true, requests_per_interval: 2, interval: 1h, key: user}")) {
      var port = gateway.port();
      var ann = bearer(AuthGateway.login(port, "ann", "ann-password"));
      var bob = bearer(AuthGateway.login(port, "bob", "bob-password"));

      assertThat(RawHttpClient.get(port, "/x", ann).field("x-ratelimit-remaining")).isEqualTo("1");
      assertThat(RawHttpClient.get(port, "/x", ann).status()).isEqualTo(200);
      assertThat(RawHttpClient.get(port, "/x", ann).status()).isEqualTo(429);
      assertThat(RawHttpClient.get(port, "/x", bob).status()).isEqualTo(200);
    }
  }
}
