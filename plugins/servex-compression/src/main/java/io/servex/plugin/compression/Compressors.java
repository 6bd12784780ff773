package io.servex.plugin.compression;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compressors that were used and wait to be used again, since each takes a quarter of a megabyte
 * outside the heap and some time to make. The one that came back last goes out first: what it works
 * on is still in the processor's cache.
 *
 * <p><b>Threading:</b> for all event loops, without a lock. After {@link #close} those that come
 * back are let go.
 */
final class Compressors implements AutoCloseable {
  private static final int MOST_WAITING = 64;

  private final ConcurrentLinkedDeque<Compressor> waiting = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int level;
  private final boolean bare;
  private volatile boolean closed;

  /**
   * Hands out compressors of one kind.
   *
   * @param level 1 to 9
   * @param bare whether they write DEFLATE without the frame of zlib
   */
  Compressors(int level, boolean bare) {
    this.level = level;
    this.bare = bare;
  }

  /** One for one body; it is to be given back. */
  Compressor take() {
    var used = waiting.pollFirst();
    if (used == null) {
      return new Compressor(level, bare);
    }
    count.decrementAndGet();
    return used;
  }

  /** Takes one back, whatever became of its body. */
  void giveBack(Compressor compressor) {
    compressor.reset();
    if (count.incrementAndGet() <= MOST_WAITING) {
      waiting.addFirst(compressor);
    } else {
      count.decrementAndGet();
      compressor.end();
    }
    if (closed) {
      close();
    }
  }

  /** How many wait. */
  int size() {
    return waiting.size();
  }

  @Override
  public void close() {
    closed = true;
    for (var one = waiting.pollFirst(); one != null; one = waiting.pollFirst()) {
      count.decrementAndGet();
      one.end();
    }
  }
}
