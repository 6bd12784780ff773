package io.servex.server.observe;

import com.codahale.metrics.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter with one cell for each event loop, a cache line apart: adding is a plain load and an
 * opaque store, and only reading sums up.
 *
 * <p><b>Threading:</b> {@link #add(int, long)} is called on the event loop whose number it names,
 * and nowhere else; {@link #getCount()} anywhere. What is counted through the methods of {@link
 * Counter} may come from any thread.
 */
final class LoopCounter extends Counter {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIDE = 8;

  private final long[] cells;

  LoopCounter(int loops) {
    cells = new long[(loops + 1) * STRIDE];
  }

  void add(int loop, long more) {
    var at = (loop + 1) * STRIDE;
    CELL.setOpaque(cells, at, cells[at] + more);
  }

  @Override
  public long getCount() {
    var sum = super.getCount();
    for (var at = STRIDE; at < cells.length; at += STRIDE) {
      sum += (long) CELL.getOpaque(cells, at);
    }
    return sum;
  }
}
