package io.servex.health;

import io.servex.api.health.HealthProbe;
import java.net.URI;
import java.time.Duration;

/**
 * What is to be probed, how, and how often.
 *
 * @param id names the check among all others, and stays the same over changes of its settings
 * @param backend the backend as configured
 * @param path what {@code health_check_path} says; empty for nothing
 * @param interval from the begin of one round to that of the next, give or take a tenth
 * @param timeout the limit of one attempt
 * @param attempts how many attempts fail before the round fails; at least 1
 * @param rise how many rounds in a row bring a backend up; at least 1
 * @param fall how many rounds in a row take it down; at least 1
 * @param probe who asks
 * @param dialer who connects
 */
public record Check(
    String id,
    URI backend,
    String path,
    Duration interval,
    Duration timeout,
    int attempts,
    int rise,
    int fall,
    HealthProbe probe,
    Dialer dialer) {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** How long to wait between two attempts of a round. */
  Duration pause() {
    var share = interval.dividedBy(Math.max(1, attempts));
    return share.compareTo(LONGEST_PAUSE) < 0 ? share : LONGEST_PAUSE;
  }
}
