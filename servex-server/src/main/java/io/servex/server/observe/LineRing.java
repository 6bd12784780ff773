package io.servex.server.observe;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines on their way from one event loop to the thread that writes them: a ring of bytes, with the
 * two ends counted apart.
 *
 * <p><b>Threading:</b> {@link #offer} is called by one thread and {@link #drain} by one other.
 */
final class LineRing {
  private static final int CAPACITY = 1 << 20;
  private static final int MASK = CAPACITY - 1;

  private final byte[] ring = new byte[CAPACITY];
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();

  /** Takes whole lines. */
  interface Sink {
    /**
     * Writes two ranges of an array, one behind the other.
     *
     * @param bytes the array
     * @param start the first one's start
     * @param length the first one's length
     * @param more the length of the second one, which starts at 0
     */
    void write(byte[] bytes, int start, int length, int more);
  }

  /** Copies a line; false, and nothing copied, when there is no room. */
  boolean offer(byte[] line, int length) {
    var at = written.getPlain();
    if (at + length - read.getAcquire() > CAPACITY) {
      return false;
    }
    var start = (int) at & MASK;
    var first = Math.min(length, CAPACITY - start);
    System.arraycopy(line, 0, ring, start, first);
    System.arraycopy(line, first, ring, 0, length - first);
    written.setRelease(at + length);
    return true;
  }

  /** Hands over what is there; returns whether there was anything. */
  boolean drain(Sink sink) {
    var at = read.getPlain();
    var available = (int) (written.getAcquire() - at);
    if (available == 0) {
      return false;
    }
    var start = (int) at & MASK;
    var first = Math.min(available, CAPACITY - start);
    sink.write(ring, start, first, available - first);
    read.setRelease(at + available);
    return true;
  }
}
