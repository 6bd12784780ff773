package io.servex.api.balancing;

import java.net.URI;

/**
 * One address that an upstream sends requests to, as a strategy sees it.
 *
 * <p>The object stays the same for as long as the backend belongs to the rule, over every snapshot;
 * a strategy may key its state by identity.
 *
 * <p><b>Threading:</b> every method may be called from any thread and allocates nothing.
 */
public interface Backend {
  /**
   * The address as configured, with scheme, host and port.
   *
   * @return the backend's URL
   */
  URI url();

  /**
   * A 64-bit hash of the normalised {@link #url()}, equal on every gateway that names this backend:
   * the seed of consistent hashing.
   *
   * @return a well-mixed hash
   */
  long identityHash();

  /**
   * The configured share of traffic.
   *
   * @return 1 or more: a backend of weight 0 is never eligible
   */
  int weight();

  /**
   * Requests that are on their way to this backend at this moment, over all rules that name it,
   * those that still wait for a connection included.
   *
   * @return 0 or more
   */
  int inFlight();
}
