package io.servex.server.wiring;

import io.servex.api.http.RequestHead;
import io.servex.api.routing.RouteMatcher;

/**
 * A matcher whose failures are counted. What it throws ends the search for a rule: the request must
 * not fall to a rule that the matcher was to keep it from.
 */
final class ContainedMatcher implements RouteMatcher, AutoCloseable {
  private final RouteMatcher matcher;
  private final Quarantine quarantine;
  private final LeftAlone leftAlone;

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
    } catch (Throwable e) {
      quarantine.failed(e);
      throw e;
    }
  }

  @Override
  public void close() throws Exception {
    if (matcher instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
