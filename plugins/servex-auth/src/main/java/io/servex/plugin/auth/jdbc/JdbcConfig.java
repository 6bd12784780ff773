package io.servex.plugin.auth.jdbc;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Secret;
import io.servex.api.plugin.SettingProblems;
import java.time.Duration;
import java.util.Optional;

/**
 * How the database is reached.
 *
 * @param url the driver's URL; may hold a password
 * @param username the database's user; empty where the URL says it
 * @param password the user's; absent for none
 * @param poolSize how many connections are kept
 * @param connectionTimeout how long a call waits for one of them
 * @param createTables whether tables that are absent are made
 */
public record JdbcConfig(
    @Description("`jdbc:postgresql://host/database`, or another driver's beside the plugin")
        Secret url,
    @Description("User of the database") @Default("") String username,
    @Description("The user's password") Optional<Secret> password,
    @Description("Connections that are kept") @Default("4") @Range(min = 1, max = 1000)
        int poolSize,
    @Description("How long a request waits for one") @Default("5s") Duration connectionTimeout,
    @Description("Whether tables that are absent are made") @Default("true") boolean createTables) {
  private static final Duration SHORTEST = Duration.ofMillis(250);

  /** Refuses what no driver understands, and a wait that is none. */
  public JdbcConfig {
    var problems = new SettingProblems();
    problems.check(
        DriverSource.driver(url.reveal()) != null,
        "url",
        url,
        "jdbc:postgresql://host/database, or a jar with the driver beside the plugin");
    problems.check(
        connectionTimeout.compareTo(SHORTEST) >= 0,
        "connection_timeout",
        connectionTimeout,
        "at least 250ms");
    problems.raise();
  }
}
