package io.servex.plugin.ratelimit;

import io.servex.api.plugin.SettingProblems;
import io.servex.plugin.ratelimit.store.BucketLimit;
import java.time.Duration;
import java.util.Optional;

/**
 * One limit, as it is configured for all paths or for some.
 *
 * @param requests how many requests in an interval
 * @param interval the interval
 * @param burst how many at once; as many as in an interval where it is absent
 * @param status what a refused client is answered with
 * @param message what it is told
 * @param key by what clients are told apart
 */
record LimitSettings(
    int requests,
    Duration interval,
    Optional<Integer> burst,
    int status,
    String message,
    String key) {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Tells of what makes no limit. */
  void check(SettingProblems problems) {
    var timely = interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0;
    var sized = burst.orElse(1) >= 1;
    problems.check(requests >= 1, "requests_per_interval", requests, "1 or more");
    problems.check(timely, "interval", interval, "1ms to 366d");
    problems.check(sized, "burst_size", burst, "1 or more");
    problems.read("key", this::limitKey);
    if (requests >= 1 && timely && sized) {
      problems.read("burst_size", () -> Rate.of(limit("", 1)), "requests_per_interval", "interval");
    }
  }

  /**
   * What a store has to keep of it.
   *
   * @param name what tells it from others
   * @param maxKeys for how many clients it is exact
   */
  BucketLimit limit(String name, int maxKeys) {
    return new BucketLimit(name, requests, interval, burst.orElse(requests), maxKeys);
  }

  LimitKey limitKey() {
    return LimitKey.parse(key);
  }
}
