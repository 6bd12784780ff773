package io.servex.api.routing;

import io.servex.api.http.RequestHead;

/**
 * One condition of a rule. A rule applies when all its conditions hold.
 *
 * <p><b>Hot and pure:</b> called concurrently on event loops; it must not block, log, throw, change
 * state or depend on anything but the request, so that the live router and an explanation of it
 * agree.
 */
@FunctionalInterface
public interface RouteMatcher {
  /**
   * Tests one request.
   *
   * @param request the request, valid during this call
   * @return whether the condition holds
   */
  boolean matches(RequestHead request);
}
