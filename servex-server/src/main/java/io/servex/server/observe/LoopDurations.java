package io.servex.server.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Number, errors, sum, shortest and longest of the requests of one kind, with one row for each
 * event loop.
 *
 * <p><b>Threading:</b> {@link #record} is called on the event loop whose number it names, and
 * nowhere else; the rest anywhere.
 */
final class LoopDurations {
  private static final int COUNT = 0;
  private static final int ERRORS = 1;
  private static final int SUM = 2;
  private static final int SHORTEST = 3;
  private static final int LONGEST = 4;
  private static final int ROW = 16;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[][] rows;

  LoopDurations(int loops) {
    rows = new long[loops][ROW];
  }

  void record(int loop, long nanos, boolean error) {
    var row = rows[loop];
    if (row[COUNT] == 0 || nanos < row[SHORTEST]) {
      CELL.setOpaque(row, SHORTEST, nanos);
    }
    if (nanos > row[LONGEST]) {
      CELL.setOpaque(row, LONGEST, nanos);
    }
    CELL.setOpaque(row, SUM, row[SUM] + nanos);
    CELL.setOpaque(row, COUNT, row[COUNT] + 1);
    if (error) {
      CELL.setOpaque(row, ERRORS, row[ERRORS] + 1);
    }
  }

  private long sum(int column) {
    var sum = 0L;
    for (var row : rows) {
      sum += (long) CELL.getOpaque(row, column);
    }
    return sum;
  }

  long count() {
    return sum(COUNT);
  }

  long errors() {
    return sum(ERRORS);
  }

  double averageMillis() {
    var count = count();
    return count == 0 ? 0 : sum(SUM) / NANOS_PER_MILLI / count;
  }

  double errorPercent() {
    var count = count();
    return count == 0 ? 0 : 100.0 * errors() / count;
  }

  double longestMillis() {
    var longest = 0L;
    for (var row : rows) {
      longest = Math.max(longest, (long) CELL.getOpaque(row, LONGEST));
    }
    return longest / NANOS_PER_MILLI;
  }

  double shortestMillis() {
    var shortest = Long.MAX_VALUE;
    for (var row : rows) {
      if ((long) CELL.getOpaque(row, COUNT) > 0) {
        shortest = Math.min(shortest, (long) CELL.getOpaque(row, SHORTEST));
      }
    }
    return shortest == Long.MAX_VALUE ? 0 : shortest / NANOS_PER_MILLI;
  }
}
