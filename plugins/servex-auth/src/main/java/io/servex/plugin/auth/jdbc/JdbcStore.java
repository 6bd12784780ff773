package io.servex.plugin.auth.jdbc;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.servex.api.plugin.Secret;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.Rotation;
import io.servex.plugin.auth.store.Session;
import io.servex.plugin.auth.store.StoreUnavailableException;
import io.servex.plugin.auth.store.User;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users and sessions in a database, shared by all gateways that use it: PostgreSQL, and others that
 * understand the same SQL.
 *
 * <p>Each change is one statement, so that two gateways cannot both exchange one token: the second
 * one's update waits for the first one's, and then finds no row.
 *
 * <p>A call that gets no connection in time, or no answer within that time (five seconds at least),
 * ends with {@link StoreUnavailableException}.
 *
 * <p><b>Threading:</b> each call takes a connection out of the pool, and waits for one.
 */
final class JdbcStore implements AuthStore {
  private static final String[] ID = {"id"};
  private static final String PREFIX = "user-";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int MOST_SESSIONS = 32;
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(5);
  private static final List<String> TABLES =
      List.of(
          "create table if not exists servex_users ("
              + " id bigint generated always as identity primary key,"
              + " name varchar(256) not null unique,"
              + " password_hash varchar(512) not null,"
              + " roles varchar(8192) not null)",
          "create table if not exists servex_sessions ("
              + " id varchar(64) primary key,"
              + " user_id bigint not null references servex_users (id) on delete cascade,"
              + " token_hash varchar(64) not null,"
              + " begun_at bigint not null,"
              + " expires_at bigint not null)",
          "create index if not exists servex_sessions_user on servex_sessions (user_id)",
          "create index if not exists servex_sessions_expiry on servex_sessions (expires_at)");

  private final HikariDataSource pool;
  private final InstantSource clock;

  /** Sets a statement's parameters. */
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /**
   * Connects.
   *
   * @throws IllegalArgumentException if there is no driver, the database cannot be reached, or the
   *     tables are not there
   */
  JdbcStore(JdbcConfig settings, InstantSource clock) {
    this.clock = clock;
    var patience = settings.connectionTimeout().toMillis();
    var config = new HikariConfig();
    config.setPoolName("servex-auth");
    config.setDataSource(source(settings));
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(patience);
    config.setInitializationFailTimeout(patience);
    config.setValidationTimeout(Math.max(250, patience / 2));
    config.setExceptionOverride(new SqlOutage());
    try {
      pool = new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw new IllegalArgumentException(
          "jdbc.url: no connection (" + shown(e.getCause(), settings) + ")", e);
    }
    prepare(settings);
  }

  private static DriverSource source(JdbcConfig settings) {
    var answer = settings.connectionTimeout();
    return DriverSource.of(
        settings.url().reveal(),
        settings.username(),
        password(settings),
        answer.compareTo(SHORTEST_ANSWER) < 0 ? SHORTEST_ANSWER : answer);
  }

  private static String password(JdbcConfig settings) {
    return settings.password().map(Secret::reveal).orElse("");
  }

  private void prepare(JdbcConfig settings) {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      for (var table : TABLES) {
        if (settings.createTables()) {
          statement.execute(table);
        }
      }
      statement.execute("select count(*) from servex_sessions where id = ''");
    } catch (SQLException e) {
      pool.close();
      throw new IllegalArgumentException("jdbc: no tables (" + shown(e, settings) + ")", e);
    }
  }

  /** What a driver says, unless it says what nobody may read. */
  private static String shown(@Nullable Throwable problem, JdbcConfig settings) {
    var state = problem instanceof SQLException sql ? "SQLSTATE " + sql.getSQLState() : "no driver";
    var message = problem == null ? "" : String.valueOf(problem.getMessage());
    return message.contains(settings.url().reveal())
            || !password(settings).isEmpty() && message.contains(password(settings))
        ? state
        : state + ": " + message.lines().findFirst().orElse("");
  }

  @Override
  public @Nullable User byName(String name) {
    return user(
        "select id, name, password_hash, roles from servex_users where name = ?",
        statement -> statement.setString(1, name));
  }

  @Override
  public @Nullable User byId(String id) {
    var number = number(id);
    return number < 0
        ? null
        : user(
            "select id, name, password_hash, roles from servex_users where id = ?",
            statement -> statement.setLong(1, number));
  }

  private static long number(String id) {
    return id.matches(PREFIX + "[0-9]{1,18}") ? Long.parseLong(id.substring(PREFIX.length())) : -1;
  }

  private @Nullable User user(String sql, Parameters parameters) {
    try (var connection = pool.getConnection();
        var statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? user(rows) : null;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static User user(ResultSet row) throws SQLException {
    try {
      var roles =
          JSONArrayUtils.parse(row.getString("roles")).stream().map(String::valueOf).toList();
      return new User(
          PREFIX + row.getLong("id"), row.getString("name"), row.getString("password_hash"), roles);
    } catch (ParseException e) {
      throw new SQLException("the roles of a user are no list", e);
    }
  }

  @Override
  public @Nullable User add(String name, String passwordHash, List<String> roles) {
    var sql = "insert into servex_users (name, password_hash, roles) values (?, ?, ?)";
    try (var connection = pool.getConnection();
        var statement = connection.prepareStatement(sql, ID)) {
      statement.setString(1, name);
      statement.setString(2, passwordHash);
      statement.setString(3, JSONArrayUtils.toJSONString(roles));
      statement.executeUpdate();
      try (var keys = statement.getGeneratedKeys()) {
        if (!keys.next()) {
          throw new SQLException("no id");
        }
        return new User(PREFIX + keys.getLong(1), name, passwordHash, roles);
      }
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return null;
      }
      throw failed(e);
    }
  }

  @Override
  public void put(String name, String passwordHash, List<String> roles) {
    if (change(name, passwordHash, roles) || add(name, passwordHash, roles) != null) {
      return;
    }
    // Another gateway has added the user in between.
    change(name, passwordHash, roles);
  }

  private boolean change(String name, String passwordHash, List<String> roles) {
    return update(
            "update servex_users set password_hash = ?, roles = ? where name = ?",
            statement -> {
              statement.setString(1, passwordHash);
              statement.setString(2, JSONArrayUtils.toJSONString(roles));
              statement.setString(3, name);
            })
        > 0;
  }

  @Override
  public void open(Session session) {
    var now = clock.millis();
    var user = number(session.userId());
    update(
        "delete from servex_sessions where expires_at < ?", statement -> statement.setLong(1, now));
    update(
        "insert into servex_sessions (id, user_id, token_hash, begun_at, expires_at)"
            + " values (?, ?, ?, ?, ?)",
        statement -> {
          statement.setString(1, session.id());
          statement.setLong(2, user);
          statement.setString(3, session.tokenHash());
          statement.setLong(4, now);
          statement.setLong(5, session.expires().toEpochMilli());
        });
    update(
        "delete from servex_sessions where user_id = ? and id in (select id from servex_sessions"
            + " where user_id = ? order by begun_at desc, id offset "
            + MOST_SESSIONS
            + " rows)",
        statement -> {
          statement.setLong(1, user);
          statement.setLong(2, user);
        });
  }

  @Override
  public Rotation rotate(String shownHash, Session next) {
    var changed =
        update(
            "update servex_sessions set token_hash = ?, expires_at = ?"
                + " where id = ? and user_id = ? and token_hash = ?",
            statement -> {
              statement.setString(1, next.tokenHash());
              statement.setLong(2, next.expires().toEpochMilli());
              statement.setString(3, next.id());
              statement.setLong(4, number(next.userId()));
              statement.setString(5, shownHash);
            });
    if (changed > 0) {
      return Rotation.DONE;
    }
    var ended =
        update(
            "delete from servex_sessions where id = ? and user_id = ?",
            statement -> {
              statement.setString(1, next.id());
              statement.setLong(2, number(next.userId()));
            });
    return ended > 0 ? Rotation.REUSED : Rotation.UNKNOWN;
  }

  @Override
  public boolean end(String id, String shownHash) {
    return update(
            "delete from servex_sessions where id = ? and token_hash = ?",
            statement -> {
              statement.setString(1, id);
              statement.setString(2, shownHash);
            })
        > 0;
  }

  private int update(String sql, Parameters parameters) {
    try (var connection = pool.getConnection();
        var statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static RuntimeException failed(SQLException e) {
    return SqlOutage.is(e)
        ? new StoreUnavailableException("no database, SQLSTATE " + e.getSQLState(), e)
        : new IllegalStateException("the database failed, SQLSTATE " + e.getSQLState(), e);
  }

  @Override
  public void close() {
    pool.close();
  }
}
