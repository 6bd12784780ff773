package io.servex.core.upstream;

import io.servex.core.select.BackendState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections that wait in the pools of all event loops together.
 *
 * <p><b>Threading:</b> atomic, shared by all event loops.
 */
public final class IdleCount {
  private final AtomicInteger total = new AtomicInteger();
  private final Map<BackendState, AtomicInteger> byBackend = new ConcurrentHashMap<>();

  /** The counter of one backend. */
  AtomicInteger of(BackendState backend) {
    return byBackend.computeIfAbsent(backend, key -> new AtomicInteger());
  }

  /** Drops the counter of a backend that no pool keeps connections to any more. */
  void forget(BackendState backend) {
    byBackend.remove(backend);
  }

  boolean tryAdd(AtomicInteger ofBackend, IdleLimits limits) {
    if (total.incrementAndGet() <= limits.total()) {
      if (ofBackend.incrementAndGet() <= limits.perBackend()) {
        return true;
      }
      ofBackend.decrementAndGet();
    }
    total.decrementAndGet();
    return false;
  }

  void remove(AtomicInteger ofBackend) {
    total.decrementAndGet();
    ofBackend.decrementAndGet();
  }

  /** The number of connections that wait at this moment. */
  public int waiting() {
    return total.get();
  }
}
