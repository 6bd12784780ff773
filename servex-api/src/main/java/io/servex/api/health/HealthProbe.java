package io.servex.api.health;

import java.io.IOException;

/**
 * Finds out whether a backend is well. One probe serves all backends that it is configured for.
 *
 * <p>When to ask, how often, how long at most and what follows from the answers is the host's: a
 * probe makes a single attempt.
 */
@FunctionalInterface
public interface HealthProbe {
  /**
   * Makes one attempt.
   *
   * <p><b>Threading:</b> on a virtual thread of its own, which may block; attempts on several
   * backends run at once. When the time for the attempt is up, the thread is interrupted, which
   * also closes the socket that it is blocked on.
   *
   * @param target the backend; valid during this call
   * @return whether the backend is well
   * @throws IOException if the attempt failed; its message is the reason
   * @throws InterruptedException if the time is up
   */
  ProbeResult probe(ProbeTarget target) throws IOException, InterruptedException;
}
