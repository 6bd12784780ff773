package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users in a store of somebody else, in a jar of its own; and what comes of one that is gone. */
class AuthStoresIT {
  @TempDir Path work;
  private final String cluster = "users-" + UUID.randomUUID();
  private OriginServer backend;
  private StoreJars jars;

  @BeforeEach
  void start() throws IOException {
    backend = OriginServer.echo();
    jars = new StoreJars(work);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith(cluster));
  }

  private Servex.Running gateway(String store) throws Exception {
    return Servex.fromYaml(
            jars.yaml(
                "auth:\n  enabled: true\n  basic_auth: true\n"
                    + AuthGateway.CHEAP
                    + "  login_throttle: {attempts: 1000}\n"
                    + "  jwt_access_secret: "
                    + AuthGateway.ACCESS_KEY
                    + "\n  jwt_refresh_secret: "
                    + AuthGateway.REFRESH_KEY
                    + "\n  initial_users: [{username: ann, password: ann-secret, roles: [admin]}]\n"
                    + store.indent(2),
                Yaml.rule("users", "/users", "auth: {roles: [admin]}", backend.url())
                    + Yaml.rule("open", "/", "", backend.url())))
        .start();
  }

  private static String basic(String user, String password) {
    var both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(both);
  }

  private static RawHttpClient.Response get(int port, String... fields) throws IOException {
    return AuthGateway.send(port, "GET", "/users", "", fields);
  }

  private static RawHttpClient.Response logout(int port, String cookie) throws IOException {
    return AuthGateway.send(port, "POST", "/api/v1/auth/logout", "", "Cookie: " + cookie);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsUsersOfTheStoreIntoAllGatewaysThatShareIt(boolean modular) throws Exception {
    jars.users("ldap", modular);
    var store = "store: {type: acme.users, cluster: " + cluster + "}";
    try (var one = gateway(store);
        var other = gateway(store)) {
      var login = AuthGateway.login(one.port(), "ann", "ann-secret");
      assertThat(login.status()).isEqualTo(200);
      assertThat(login.body()).contains("\"id\":\"acme-ann\"");
      assertThat(get(other.port(), AuthGateway.bearer(login)).status()).isEqualTo(200);
      assertThat(get(other.port(), basic("ann", "ann-secret")).status()).isEqualTo(200);
      assertThat(AuthGateway.login(other.port(), "ann", "wrong-secret").status()).isEqualTo(401);

      var refreshed = AuthGateway.refresh(other.port(), AuthGateway.cookie(login));
      assertThat(refreshed.status()).isEqualTo(200);
      assertThat(AuthGateway.refresh(one.port(), AuthGateway.cookie(login)).status())
          .isEqualTo(401);
      assertThat(AuthGateway.refresh(one.port(), AuthGateway.cookie(refreshed)).status())
          .isEqualTo(401);
    }
  }

  /** An outage is 503 for whoever needs the store, and lets nobody in. */
  private void assertOutage(int port, RawHttpClient.Response login) throws IOException {
    var cookie = AuthGateway.cookie(login);
    var me = AuthGateway.send(port, "GET", "/api/v1/auth/me", "", AuthGateway.bearer(login));
    var register =
        AuthGateway.send(
            port, "POST", "/api/v1/auth/register", AuthGateway.credentials("bob", "bob-secret"));
    var before = backend.requests().size();

    assertThat(
            new RawHttpClient.Response[] {
              AuthGateway.login(port, "ann", "ann-secret"),
              AuthGateway.refresh(port, cookie),
              logout(port, cookie),
              me,
              register,
              get(port, basic("ann", "ann-secret"))
            })
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.field("retry-after")).isEqualTo("5");
          assertThat(answer.field("set-cookie")).isEmpty();
          assertThat(answer.body()).isEqualTo("{\"message\":\"authentication is unavailable\"}");
        });
    assertThat(backend.requests()).hasSize(before);
    assertThat(get(port, AuthGateway.bearer(login)).status()).isEqualTo(200);
    assertThat(get(port).status()).isEqualTo(401);
    assertThat(RawHttpClient.get(port, "/metrics").body())
        .containsPattern("servex_auth_store_unavailable_total [6-9]")
        .doesNotContain("servex_filter_failures_total{type=\"auth\"");
  }

  private static void assertBack(int port, RawHttpClient.Response login) throws IOException {
    await().until(() -> AuthGateway.login(port, "ann", "ann-secret").status() == 200);
    var refreshed = AuthGateway.refresh(port, AuthGateway.cookie(login));
    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(logout(port, AuthGateway.cookie(refreshed)).status()).isEqualTo(204);
    assertThat(get(port, basic("ann", "ann-secret")).status()).isEqualTo(200);
  }

  @Test
  void answers503WhileTheStoreCannotBeReached() throws Exception {
    jars.users("ldap", true);
    try (var gateway = gateway("store: {type: acme.users, cluster: " + cluster + "}")) {
      var login = AuthGateway.login(gateway.port(), "ann", "ann-secret");
      System.setProperty(cluster + ".down", "yes");
      assertOutage(gateway.port(), login);

      System.clearProperty(cluster + ".down");
      assertBack(gateway.port(), login);
    }
  }

  /** A database is lost while the gateway runs, and comes back. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answers503WhileThereIsNoDatabase(boolean section) throws Exception {
    var library =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> path.getFileName().toString().matches("h2-[0-9.]+\\.jar"))
            .findFirst()
            .orElseThrow();
    Files.copy(library, jars.folder().resolve("servex-auth/h2.jar"));
    var port = GatewayProcess.freePort();
    var database = new Database(port);
    var settings =
        "url: 'jdbc:h2:tcp://127.0.0.1:%d/%s', connection_timeout: 500ms"
            .formatted(port, work.resolve("users"));
    try (var gateway =
        gateway(section ? "jdbc: {" + settings + "}" : "store: {type: jdbc, " + settings + "}")) {
      var login = AuthGateway.login(gateway.port(), "ann", "ann-secret");
      assertThat(login.status()).isEqualTo(200);
      database.close();
      assertOutage(gateway.port(), login);

      database = new Database(port);
      assertBack(gateway.port(), login);
    } finally {
      database.close();
    }
  }

  /** A server of databases in this process, which keeps them while it is stopped. */
  private static final class Database implements AutoCloseable {
    private final Object server;

    Database(int port) throws ReflectiveOperationException {
      var type = Class.forName("org.h2.tools.Server");
      server =
          type.getMethod("createTcpServer", String[].class)
              .invoke(null, (Object) new String[] {"-tcpPort", "" + port, "-ifNotExists"});
      call("start");
    }

    private void call(String method) throws ReflectiveOperationException {
      try {
        server.getClass().getMethod(method).invoke(server);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(e.getCause());
      }
    }

    @Override
    public void close() throws ReflectiveOperationException {
      call("stop");
    }
  }
}
