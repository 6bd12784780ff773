package io.servex.server.wiring;

import io.servex.api.filter.FilterPhase;
import io.servex.core.exchange.Destination;
import io.servex.core.filter.FilterChain;

/** What one of the gateway's own endpoints is spared of all that requests pass. */
enum Exemption {
  /** Whatever could refuse a probe, or send it elsewhere: for health and readiness. */
  PROBE,
  /** The way to https, and limits of the rate: for metrics. */
  SCRAPE,
  /** Nothing. */
  NONE;

  /**
   * The endpoint behind what it is not spared.
   *
   * @param unrouted what requests pass that no rule takes
   */
  Destination apply(Destination endpoint, FilterChain unrouted) {
    return switch (endpoint) {
      case Destination.Endpoint direct -> direct.behind(chain(unrouted, direct.open()));
      case Destination.Deferred deferred -> deferred.behind(chain(unrouted, deferred.open()));
      case Destination.Upstream upstream -> upstream;
    };
  }

  private FilterChain chain(FilterChain unrouted, boolean open) {
    return unrouted.only(slot -> passes(slot.phase(), open));
  }

  private boolean passes(FilterPhase phase, boolean open) {
    return switch (phase) {
      case SECURITY_HEADERS, CORS -> true;
      case REDIRECT, RATE_LIMIT -> this == NONE;
      case ACCESS -> this != PROBE;
      case AUTHENTICATION, AUTHORIZATION -> this != PROBE && !open;
      case USER_LIMIT -> this == NONE;
      case ENDPOINTS, CSRF, CACHE, COMPRESSION, TRANSFORM, FALLBACK -> false;
    };
  }
}
