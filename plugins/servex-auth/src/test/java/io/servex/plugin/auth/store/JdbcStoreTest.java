package io.servex.plugin.auth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * In a database within the process, or in the one that the system property {@code
 * servex.test.jdbc.url} names, which is emptied first.
 */
class JdbcStoreTest extends AuthStoreContract {
  private static final String GIVEN = System.getProperty("servex.test.jdbc.url", "");

  private final String url =
      GIVEN.isEmpty() ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" : GIVEN;

  @Override
  AuthStore open() throws SQLException {
    var store = store(url, true);
    try (var connection = DriverSource.of(url, "", "").getConnection();
        var statement = connection.createStatement()) {
      statement.execute("delete from servex_sessions");
      statement.execute("delete from servex_users");
    }
    return store;
  }

  private JdbcStore store(String from, boolean creates) {
    return new JdbcStore(
        new JdbcStore.Settings(from, "", "", 4, Duration.ofSeconds(5), creates), clock);
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
        .hasMessageContaining("jdbc.url: no driver for it (expected: jdbc:postgresql:");
    assertThatThrownBy(() ->
            new JdbcStore(
                new JdbcStore.Settings(
                    "jdbc:postgresql://127.0.0.1:1/x?password=hidden-one",
                    "u",
                    "hidden-two",
                    1,
                    Duration.ofSeconds(1),
                    true),
                clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc.url: no connection (SQLSTATE 08001")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void needsItsTables() {
    var empty = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    assertThatThrownBy(() -> store(empty, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc: no tables (SQLSTATE 42");
  }
}
