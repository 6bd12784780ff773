package io.servex.health;

import org.jspecify.annotations.Nullable;

/**
 * Learns what checks find.
 *
 * <p><b>Threading:</b> called on the threads of checks; for one check, never twice at once.
 */
public interface HealthListener {
  /**
   * A round of a check ended.
   *
   * @param id the check
   * @param up whether the backend counts as well from now on
   * @param failure why the round failed; null when it passed
   */
  void checked(String id, boolean up, @Nullable String failure);
}
