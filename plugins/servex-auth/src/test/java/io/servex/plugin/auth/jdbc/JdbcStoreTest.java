package io.servex.plugin.auth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.plugin.Secret;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.AuthStoreContract;
import io.servex.plugin.auth.store.Rotation;
import io.servex.plugin.auth.store.Session;
import io.servex.plugin.auth.store.StoreUnavailableException;
import io.servex.plugin.auth.store.User;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In a database within the process, or in the one that the system property {@code
 * servex.test.jdbc.url} names, which is emptied first.
 */
class JdbcStoreTest extends AuthStoreContract {
  private static final String GIVEN = System.getProperty("servex.test.jdbc.url", "");

  private final String url =
      GIVEN.isEmpty() ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" : GIVEN;

  @Override
  protected AuthStore open() throws SQLException {
    var store = store(url, true);
    try (var connection = DriverSource.of(url, "", "", Duration.ofSeconds(5)).getConnection();
        var statement = connection.createStatement()) {
      statement.execute("delete from servex_sessions");
      statement.execute("delete from servex_users");
    }
    return store;
  }

  private JdbcStore store(String from, boolean creates) {
    return new JdbcStore(config(from, "", "", Duration.ofSeconds(5), creates), clock);
  }

  private static JdbcConfig config(
      String url, String user, String password, Duration timeout, boolean creates) {
    return new JdbcConfig(
        new Secret(url),
        user,
        password.isEmpty() ? Optional.empty() : Optional.of(new Secret(password)),
        4,
        timeout,
        creates);
  }

  @Test
  void keepsUsersAndSessionsForTheNextGateway() {
    User ann;
    try (var first = store(url, true)) {
      first.put("ann", "hash", List.of("admin"));
      ann = first.byName("ann");
      assertThat(ann).isNotNull();
      first.open(new Session("s", ann.id(), "1".repeat(64), clock.instant().plusSeconds(60)));
    }
    try (var second = store(url, false)) {
      assertThat(second.byName("ann")).isEqualTo(ann);
      var next = new Session("s", ann.id(), "2".repeat(64), clock.instant().plusSeconds(60));
      assertThat(second.rotate("1".repeat(64), next)).isEqualTo(Rotation.DONE);
    }
  }

  @Test
  void forgetsSessionsWhoseTimeIsOver() {
    try (var store = store(url, true)) {
      var ann = store.add("ann", "hash", List.of());
      assertThat(ann).isNotNull();
      store.open(new Session("s", ann.id(), "1".repeat(64), clock.instant().plusSeconds(60)));
      clock.advance(Duration.ofSeconds(61));
      store.open(new Session("t", ann.id(), "1".repeat(64), clock.instant().plusSeconds(60)));

      assertThat(store.end("s", "1".repeat(64))).isFalse();
      assertThat(store.end("t", "1".repeat(64))).isTrue();
    }
  }

  @Test
  void saysWhyThereIsNoDatabase() {
    assertThatThrownBy(() -> store("jdbc:other://host/x", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url: ******** (expected: jdbc:postgresql:");
    assertThatThrownBy(() ->
            new JdbcStore(
                config(
                    "jdbc:postgresql://127.0.0.1:1/x?password=hidden-one",
                    "u",
                    "hidden-two",
                    Duration.ofSeconds(1),
                    true),
                clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc.url: no connection (SQLSTATE 08001")
        .hasMessageNotContaining("hidden");
  }

  /** An outage, also of connections that were good before, and the end of it. */
  @Test
  void saysThatTheDatabaseIsGoneAndGoesOnWhenItIsBack(@TempDir Path folder) throws SQLException {
    var database = folder.resolve("users").toString();
    var server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    var port = server.getPort();
    var from = "jdbc:h2:tcp://127.0.0.1:" + port + "/" + database;
    try (var store = new JdbcStore(config(from, "", "", Duration.ofMillis(500), true), clock)) {
      store.put("ann", "hash", List.of());
      var ann = store.byName("ann");
      assertThat(ann).isNotNull();
      var session = new Session("s", ann.id(), "1".repeat(64), clock.instant().plusSeconds(60));

      server.stop();
      assertThatThrownBy(() -> store.byName("ann")).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.add("bob", "hash", List.of()))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.open(session)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.end("s", "1".repeat(64)))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageNotContaining(database);

      server = Server.createTcpServer("-tcpPort", String.valueOf(port), "-ifNotExists").start();
      assertThat(againAndAgain(() -> store.byName("ann"))).isEqualTo(ann);
    } finally {
      server.stop();
    }
  }

  /** Each connection that was broken fails once, and is not used any more. */
  private static <T> T againAndAgain(Supplier<T> question) {
    for (var i = 0; i < 10; i++) {
      try {
        return question.get();
      } catch (StoreUnavailableException e) {
        // The next one may be a new connection.
      }
    }
    return question.get();
  }

  /** A database that takes connections and says nothing is an outage too. */
  @Test
  void waitsForAnAnswerNotLongerThanItMay() throws Exception {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var from = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x";

      assertThatThrownBy(
              () -> new JdbcStore(config(from, "u", "", Duration.ofMillis(300), true), clock))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("jdbc.url: no connection");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "08006, true",
    "53300, true",
    "57P01, true",
    "57P03, true",
    "58030, true",
    "57014, false",
    "42P01, false",
    "23505, false",
    ", false"
  })
  void tellsOutagesFromMistakes(String state, boolean outage) {
    assertThat(SqlOutage.is(new SQLException("x", state))).isEqualTo(outage);
    assertThat(SqlOutage.is(new SQLException("x", null, new SQLTimeoutException()))).isTrue();
  }

  @Test
  void needsItsTables() {
    var empty = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    assertThatThrownBy(() -> store(empty, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc: no tables (SQLSTATE 42");
  }
}
