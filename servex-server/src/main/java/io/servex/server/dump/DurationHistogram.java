package io.servex.server.dump;

/**
 * Counts durations in buckets whose width grows with them, so that every percentile is right within
 * one part in sixteen, in a fixed amount of memory.
 *
 * <p>A value below 16 has a bucket of its own; above, each power of two is divided into sixteen.
 */
final class DurationHistogram {
  private static final int PARTS_BITS = 4;
  private static final int PARTS = 1 << PARTS_BITS;

  private final long[] counts = new long[(Long.SIZE - PARTS_BITS) * PARTS];
  private long count;
  private long largest;

  void add(long millis) {
    var value = Math.max(0, millis);
    counts[bucket(value)]++;
    count++;
    largest = Math.max(largest, value);
  }

  private static int bucket(long value) {
    if (value < PARTS) {
      return (int) value;
    }
    var shift = Long.SIZE - 1 - PARTS_BITS - Long.numberOfLeadingZeros(value);
    return (shift << PARTS_BITS) + (int) (value >>> shift);
  }

  /** The largest value of a bucket. */
  private static long top(int bucket) {
    if (bucket < 2 * PARTS) {
      return bucket;
    }
    var shift = (bucket >>> PARTS_BITS) - 1;
    var part = (long) PARTS + (bucket & PARTS - 1);
    return (part + 1 << shift) - 1;
  }

  /** The duration that a share of all is not longer than; 0 when there are none. */
  long percentile(double share) {
    var wanted = (long) Math.ceil(count * share);
    var seen = 0L;
    for (var bucket = 0; bucket < counts.length && wanted > 0; bucket++) {
      seen += counts[bucket];
      if (seen >= wanted) {
        return Math.min(top(bucket), largest);
      }
    }
    return 0;
  }

  long count() {
    return count;
  }

  long largest() {
    return largest;
  }
}
