package io.servex.core.select;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The requests that wait for a place at one backend, first come first served.
 *
 * <p><b>Threading:</b> for all threads, without a lock.
 */
final class WaitingLine {
  private final Queue<PendingRequest> line = new ConcurrentLinkedQueue<>();

  boolean isEmpty() {
    return line.isEmpty();
  }

  void add(PendingRequest last) {
    line.add(last);
  }

  void remove(PendingRequest gone) {
    line.remove(gone);
  }

  /** Gives a place to the first who takes it; returns whether anybody did. */
  boolean handOver(BackendState from) {
    for (var pending : line) {
      if (pending.take(from)) {
        line.remove(pending);
        return true;
      }
    }
    return false;
  }
}
