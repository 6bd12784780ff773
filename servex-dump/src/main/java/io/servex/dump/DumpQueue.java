package io.servex.dump;

import io.servex.api.capture.Capture;
import io.servex.api.capture.RecorderProvider.Limits;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written: bounded by the number of captures and by their bytes, those included
 * that are still growing. What does not fit is refused at once; nobody waits.
 *
 * <p>A capture's bytes are reserved before they are copied, and free again once it is written or
 * dropped: {@link #reserve} and {@link #release} keep that account.
 *
 * <p><b>Threading:</b> filled by any thread without locks, emptied by one.
 */
final class DumpQueue {
  private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Limits limits;
  private volatile boolean closed;
  private volatile Runnable wakeUp = () -> {};

  /**
   * A capture that waits.
   *
   * @param tap whose it is
   * @param capture what it is
   * @param reserved what was reserved for it
   */
  record Entry(TrafficTap tap, Capture capture, int reserved) {}

  DumpQueue(Limits limits) {
    this.limits = limits;
  }

  /** Sets what wakes the reader; it is called after each arrival, so it should be cheap. */
  void onArrival(Runnable action) {
    wakeUp = action;
  }

  boolean reserve(int more) {
    if (bytes.addAndGet(more) > limits.bytes()) {
      bytes.addAndGet(-more);
      return false;
    }
    return true;
  }

  void release(int reserved) {
    bytes.addAndGet(-reserved);
  }

  /** Takes an entry; if there is no room for it, its reservation is released. */
  boolean offer(Entry entry) {
    if (closed || !counted()) {
      release(entry.reserved());
      return false;
    }
    entries.add(entry);
    wakeUp.run();
    return true;
  }

  private boolean counted() {
    if (count.incrementAndGet() > limits.entries()) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }

  /** The oldest entry; whoever takes it releases its reservation. */
  @Nullable Entry poll() {
    var entry = entries.poll();
    if (entry != null) {
      count.decrementAndGet();
    }
    return entry;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether so much waits that the reader should not linger. */
  boolean filling() {
    return count.get() > limits.entries() / 4 || bytes.get() > limits.bytes() / 4;
  }

  /** Refuses everything from now on. */
  void close() {
    closed = true;
  }
}
