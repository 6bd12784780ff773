package io.servex.server.observe;

import com.codahale.metrics.Counting;
import com.codahale.metrics.Metric;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long things took, counted in fixed buckets, with one row of buckets for each event loop.
 *
 * <p><b>Threading:</b> {@link #record} is called on the event loop whose number it names, and
 * nowhere else; the rest anywhere.
 */
final class LoopHistogram implements Metric, Counting {
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };
  private static final long[] NANOS = new long[BOUNDS.length];
  private static final int SUM = BOUNDS.length + 1;
  private static final int PADDING = 8;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    for (var i = 0; i < BOUNDS.length; i++) {
      NANOS[i] = Math.round(BOUNDS[i] * 1e9);
    }
  }

  private final long[][] rows;

  LoopHistogram(int loops) {
    rows = new long[loops][SUM + 1 + PADDING];
  }

  void record(int loop, long nanos) {
    var row = rows[loop];
    var bucket = 0;
    while (bucket < NANOS.length && nanos > NANOS[bucket]) {
      bucket++;
    }
    CELL.setOpaque(row, bucket, row[bucket] + 1);
    CELL.setOpaque(row, SUM, row[SUM] + nanos);
  }

  /** The upper bounds of the buckets in seconds; the last one has none. */
  static double[] bounds() {
    var bounds = java.util.Arrays.copyOf(BOUNDS, BOUNDS.length + 1);
    bounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  /** The number of entries in each bucket alone. */
  long[] counts() {
    var counts = new long[BOUNDS.length + 1];
    for (var row : rows) {
      for (var bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] += (long) CELL.getOpaque(row, bucket);
      }
    }
    return counts;
  }

  double seconds() {
    var nanos = 0L;
    for (var row : rows) {
      nanos += (long) CELL.getOpaque(row, SUM);
    }
    return nanos / 1e9;
  }

  @Override
  public long getCount() {
    return java.util.Arrays.stream(counts()).sum();
  }
}
