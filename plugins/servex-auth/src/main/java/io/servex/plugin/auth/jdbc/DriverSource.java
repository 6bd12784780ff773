package io.servex.plugin.auth.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of a driver that lies beside this plugin. {@link java.sql.DriverManager} knows those
 * of the gateway's own class loader alone.
 *
 * <p><b>Threading:</b> as the driver, which is for all threads.
 */
final class DriverSource implements DataSource {
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private final Driver driver;
  private final String url;
  private final Properties properties;
  private final Duration answer;

  private DriverSource(Driver driver, String url, Properties properties, Duration answer) {
    this.driver = driver;
    this.url = url;
    this.properties = properties;
    this.answer = answer;
  }

  /**
   * Finds the driver that understands a URL.
   *
   * @param answer how long the database may take for an answer
   * @throws IllegalArgumentException if there is none
   */
  static DriverSource of(String url, String user, String password, Duration answer) {
    var properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    if (url.startsWith(POSTGRESQL)) {
      // Until somebody is signed in, there is no other limit to how long a silent server holds it.
      properties.setProperty("loginTimeout", String.valueOf(Math.ceilDiv(answer.toMillis(), 1000)));
    }
    var found = driver(url);
    if (found == null) {
      throw new IllegalArgumentException(
          "jdbc.url: no driver for it (expected: jdbc:postgresql://host/database, or a jar with the"
              + " driver beside the plugin)");
    }
    return new DriverSource(found, url, properties, answer);
  }

  /** Finds the driver that understands a URL; null when there is none. */
  static @Nullable Driver driver(String url) {
    var layer = DriverSource.class.getModule().getLayer();
    var beside =
        layer == null
            ? Stream.<ServiceLoader.Provider<Driver>>empty()
            : ServiceLoader.load(layer, Driver.class).stream();
    var loaded = ServiceLoader.load(Driver.class, DriverSource.class.getClassLoader()).stream();
    return Stream.concat(beside, loaded)
        .map(ServiceLoader.Provider::get)
        .filter(one -> accepts(one, url))
        .findFirst()
        .orElse(null);
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    var connection = driver.connect(url, properties);
    if (connection == null) {
      throw new SQLException("the driver does not know the URL", "08001");
    }
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(answer.toMillis()));
    } catch (SQLFeatureNotSupportedException e) {
      // Then the driver waits as long as it does.
      return connection;
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
