package io.servex.server.wiring;

import io.servex.api.http.RequestHead;
import io.servex.api.routing.RouteMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A matcher whose failures are counted. What it throws ends the search for a rule: the request must
 * not fall to a rule that the matcher was to keep it from.
 */
final class ContainedMatcher implements RouteMatcher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContainedMatcher.class);
  private static final long LOG_EVERY_NANOS = 60_000_000_000L;

  private final RouteMatcher matcher;
  private final Quarantine quarantine;
  private final LeftAlone leftAlone;
  private volatile long loggedAt = System.nanoTime() - LOG_EVERY_NANOS;

  /** Says that the matcher is not asked; it has no trace, and costs nothing. */
  private static final class LeftAlone extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeftAlone(String what) {
      super(what + " is left alone", null, false, false);
    }
  }

  ContainedMatcher(RouteMatcher matcher, Quarantine quarantine) {
    this.matcher = matcher;
    this.quarantine = quarantine;
    this.leftAlone = new LeftAlone(quarantine.toString());
  }

  @Override
  public boolean matches(RequestHead request) {
    if (quarantine.on()) {
      throw leftAlone;
    }
    try {
      return matcher.matches(request);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      quarantine.failed();
      log(e);
      throw e;
    }
  }

  private void log(Throwable problem) {
    var now = System.nanoTime();
    if (now - loggedAt >= LOG_EVERY_NANOS) {
      loggedAt = now;
      LOG.atError()
          .addKeyValue("matcher", quarantine.toString())
          .setCause(problem)
          .log("matcher failed");
    }
  }

  @Override
  public void close() throws Exception {
    if (matcher instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
