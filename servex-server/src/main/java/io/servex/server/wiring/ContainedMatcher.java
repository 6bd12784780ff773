package io.servex.server.wiring;

import io.servex.api.http.RequestHead;
import io.servex.api.routing.RouteMatcher;

/**
 * A matcher whose failures and allocations are counted. What it throws ends the search for a rule:
 * the request must not fall to a rule that the matcher was to keep it from.
 */
final class ContainedMatcher implements RouteMatcher, AutoCloseable {
  private final RouteMatcher matcher;
  private final FailureBudget failures;
  private final Allocations allocations;

  ContainedMatcher(RouteMatcher matcher, FailureBudget failures, Allocations allocations) {
    this.matcher = matcher;
    this.failures = failures;
    this.allocations = allocations;
  }

  @Override
  public boolean matches(RequestHead request) {
    try {
      var before = allocations.before();
      var matches = matcher.matches(request);
      allocations.after(before);
      return matches;
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
