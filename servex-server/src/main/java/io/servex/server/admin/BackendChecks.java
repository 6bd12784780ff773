package io.servex.server.admin;

import io.servex.core.select.RuleBackend;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the checks of backends.
 *
 * <p><b>Threading:</b> asked by any thread.
 */
public interface BackendChecks {
  /** Where nothing is checked. */
  BackendChecks NONE = backend -> Check.NEVER;

  /** The last check of a backend. */
  Check last(RuleBackend backend);

  /**
   * One check.
   *
   * @param time when it ended, as text; null when there was none
   * @param error what went wrong the last time that something did; null when nothing did
   */
  record Check(@Nullable String time, @Nullable String error) {
    /** No check at all. */
    public static final Check NEVER = new Check(null, null);
  }
}
