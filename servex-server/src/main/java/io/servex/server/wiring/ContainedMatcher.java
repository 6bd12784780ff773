package io.servex.server.wiring;

import io.servex.api.http.RequestHead;
import io.servex.api.routing.RouteMatcher;

/**
 * A matcher whose failures are counted. What it throws ends the search for a rule: the request must
 * not fall to a rule that the matcher was to keep it from.
 */
final class ContainedMatcher implements RouteMatcher, AutoCloseable {
  private final RouteMatcher matcher;
  private final FailureBudget failures;

  ContainedMatcher(RouteMatcher matcher, FailureBudget failures) {
    this.matcher = matcher;
    this.failures = failures;
  }

  @Override
  public boolean matches(RequestHead request) {
    try {
      return matcher.matches(request);
    } catch (Throwable e) {
      failures.failed(e);
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
