package io.servex.core.select;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for a place at any backend of its rule.
 *
 * <p>Idea: it stands in the line of each of these backends. Whoever gives a place back hands it to
 * the first in that line who still wants one, without the place being free in between, so that
 * nobody who came later gets it. Whether it is handed over or the wait ends is decided by one
 * compare-and-set; the loser leaves the place to the other.
 *
 * <p><b>Threading:</b> {@link #take} is called from any thread, everything else by who waits.
 */
public final class PendingRequest {
  private static final Object WAITING = new Object();
  private static final Object ENDED = new Object();

  private final List<RuleBackend> backends;
  private final AtomicInteger count;
  private final Predicate<RuleBackend> eligible;
  private final Runnable placed;
  private final AtomicReference<Object> state = new AtomicReference<>(WAITING);

  /**
   * A request that waits from {@link #begin} on.
   *
   * @param backends where it may go
   * @param count how many of its rule wait, it among them
   * @param eligible whether one of them gets requests at the moment
   * @param placed is told, once and on any thread, that a place was handed over
   */
  PendingRequest(
      List<RuleBackend> backends,
      AtomicInteger count,
      Predicate<RuleBackend> eligible,
      Runnable placed) {
    this.backends = backends;
    this.count = count;
    this.eligible = eligible;
    this.placed = placed;
  }

  void begin() {
    for (var backend : backends) {
      backend.state().line().add(this);
    }
    for (var backend : backends) {
      backend.state().offer();
    }
  }

  /** Takes over a place of a backend, if it still wants one there. */
  boolean take(BackendState from) {
    for (var backend : backends) {
      if (backend.state() == from
          && eligible.test(backend)
          && state.compareAndSet(WAITING, backend)) {
        placed.run();
        return true;
      }
    }
    return false;
  }

  /**
   * Ends the wait.
   *
   * @return the backend at which the caller holds a place now; null for none
   */
  public @Nullable RuleBackend end() {
    var before = state.getAndSet(ENDED);
    if (before == ENDED) {
      return null;
    }
    for (var backend : backends) {
      backend.state().line().remove(this);
    }
    var left = count.decrementAndGet();
    assert left >= 0;
    return before instanceof RuleBackend backend ? backend : null;
  }
}
