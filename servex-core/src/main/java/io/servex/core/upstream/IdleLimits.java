package io.servex.core.upstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections may wait in the pools of all event loops together.
 *
 * <p><b>Threading:</b> atomic, shared by all event loops.
 */
public final class IdleLimits {
  private final int total;
  private final int perBackend;
  private final long idleNanos;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Sets the limits.
   *
   * @param total over all backends
   * @param perBackend for one backend
   * @param idle how long a connection may wait
   */
  public IdleLimits(int total, int perBackend, Duration idle) {
    this.total = total;
    this.perBackend = perBackend;
    this.idleNanos = idle.toNanos();
  }

  boolean tryAdd(AtomicInteger ofBackend) {
    if (waiting.incrementAndGet() <= total) {
      if (ofBackend.incrementAndGet() <= perBackend) {
        return true;
      }
      ofBackend.decrementAndGet();
    }
    waiting.decrementAndGet();
    return false;
  }

  void remove(AtomicInteger ofBackend) {
    waiting.decrementAndGet();
    ofBackend.decrementAndGet();
  }

  long idleNanos() {
    return idleNanos;
  }

  /** The number of connections that wait at this moment. */
  public int waiting() {
    return waiting.get();
  }
}
