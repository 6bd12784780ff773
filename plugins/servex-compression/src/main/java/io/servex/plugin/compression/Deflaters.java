package io.servex.plugin.compression;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.Deflater;

/**
 * Compressors that were used and wait to be used again, since each takes a quarter of a megabyte
 * outside the heap and some time to make.
 *
 * <p><b>Threading:</b> for all event loops. After {@link #close} those that come back are let go.
 */
final class Deflaters implements AutoCloseable {
  private static final int MOST_WAITING = 64;

  private final ArrayBlockingQueue<Deflater> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final int level;
  private final boolean bare;
  private volatile boolean closed;

  /**
   * Hands out compressors of one kind.
   *
   * @param level 1 to 9
   * @param bare whether they write DEFLATE without the frame of zlib
   */
  Deflaters(int level, boolean bare) {
    this.level = level;
    this.bare = bare;
  }

  /** One for one body; it is to be given back. */
  Deflater take() {
    var used = waiting.poll();
    return used == null ? new Deflater(level, bare) : used;
  }

  /** Takes one back, whatever became of its body. */
  void giveBack(Deflater deflater) {
    deflater.reset();
    if (!waiting.offer(deflater)) {
      deflater.end();
    }
    if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (var one = waiting.poll(); one != null; one = waiting.poll()) {
      one.end();
    }
  }
}
