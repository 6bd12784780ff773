package io.servex.plugin.auth.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;

/**
 * Tells a database that is not there from one that does not take a statement: by the type of what
 * the driver throws, or by its SQLSTATE.
 */
final class SqlOutage implements SQLExceptionOverride {
  /**
   * Connections (class 08), resources (53), a server that is stopped or starts (57P01 to 57P03),
   * and what is wrong with the system around it (58).
   */
  private static final String STATES = "08...|53...|57P0[123]|58...";

  /** A connection that such a problem came from is of no use, whatever the pool knows of it. */
  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException problem) {
    return is(problem)
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }

  /** Whether the database could not be reached, or did not answer in time. */
  static boolean is(SQLException problem) {
    for (Throwable one = problem; one != null; one = one.getCause()) {
      if (one instanceof SQLTransientConnectionException
          || one instanceof SQLNonTransientConnectionException
          || one instanceof SQLRecoverableException
          || one instanceof SQLTimeoutException
          || one instanceof SQLException sql
              && sql.getSQLState() != null
              && sql.getSQLState().matches(STATES)) {
        return true;
      }
    }
    return false;
  }
}
