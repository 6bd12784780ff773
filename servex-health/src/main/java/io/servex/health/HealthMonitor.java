package io.servex.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * Runs checks: the first round of each at once, further ones at its interval, give or take a tenth,
 * so that many gateways that start together do not probe together for ever.
 *
 * <p><b>Threading:</b> every method may be called from any thread. Each check has a virtual thread;
 * not more than {@value #AT_ONCE} attempts run at once, so that the descriptors suffice for
 * traffic.
 */
public final class HealthMonitor implements AutoCloseable {
  private static final int AT_ONCE = 512;

  private final HealthListener listener;
  private final LongUnaryOperator jitter;
  private final Semaphore permits = new Semaphore(AT_ONCE);
  private final Map<String, CheckLoop> loops = new HashMap<>();

  /** Reports to a listener. */
  public HealthMonitor(HealthListener listener) {
    this(listener, interval -> interval - interval / 10 + spread(interval / 5));
  }

  HealthMonitor(HealthListener listener, LongUnaryOperator jitter) {
    this.listener = listener;
    this.jitter = jitter;
  }

  private static long spread(long width) {
    return width <= 0 ? 0 : ThreadLocalRandom.current().nextLong(width + 1);
  }

  /**
   * Runs these checks from now on. One that was running already goes on with what it knows, by its
   * new settings; one that is gone ends, and nothing is reported of it after this returns.
   *
   * @param checks no two of the same id
   * @return those that were not running
   */
  public synchronized List<Check> apply(Collection<Check> checks) {
    var gone = new HashSet<>(loops.keySet());
    var added = new ArrayList<Check>();
    for (var check : checks) {
      gone.remove(check.id());
      var running = loops.get(check.id());
      if (running != null) {
        running.go(check);
        continue;
      }
      added.add(check);
      var loop = new CheckLoop(check, listener, permits, jitter);
      loops.put(check.id(), loop);
      loop.start();
    }
    for (var id : gone) {
      stop(id);
    }
    return List.copyOf(added);
  }

  private void stop(String id) {
    var loop = loops.remove(id);
    if (loop != null) {
      loop.stop();
    }
  }

  /** Ends all checks. */
  @Override
  public void close() {
    apply(List.of());
  }
}
