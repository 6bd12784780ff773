package io.servex.lb;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long one backend takes to answer: a moving average that jumps up to every slow answer at
 * once, comes down with quick ones, and is forgotten little by little.
 *
 * <p>Idea: the average and the time of its last change are packed into one word, a float of
 * nanoseconds above a count of ticks (2^20 ns), so that both change in one step and nothing is
 * allocated. The count wraps after 52 days; only differences of it are used, as signed numbers, and
 * one that seems negative is no time at all. Within one tick only slower answers are noted, for the
 * weight of a quick one is that of the time that has passed.
 *
 * <p><b>Threading:</b> atomic.
 */
final class Latency {
  private static final int TICK_BITS = 20;

  private final AtomicLong word = new AtomicLong();
  private final double ticksToForget;

  /**
   * Begins with nothing known.
   *
   * @param decayNanos the time in which what is known fades to a third
   */
  Latency(long decayNanos) {
    ticksToForget = Math.max(1.0, decayNanos / (double) (1 << TICK_BITS));
  }

  /** The average at a time, in nanoseconds; 0 when nothing is known. */
  double nanos(long nowNanos) {
    var known = word.get();
    return average(known) * kept(ticks(known, nowNanos));
  }

  /** Notes that an answer took so long. */
  void observe(long tookNanos, long nowNanos) {
    while (true) {
      var known = word.get();
      var ticks = ticks(known, nowNanos);
      var kept = kept(ticks);
      var faded = average(known) * kept;
      if (tookNanos <= faded && ticks <= 0) {
        return;
      }
      var average = tookNanos > faded ? tookNanos : faded + (tookNanos - faded) * (1 - kept);
      if (word.compareAndSet(known, pack((float) average, nowNanos))) {
        return;
      }
    }
  }

  private double kept(int ticks) {
    return ticks <= 0 ? 1.0 : Math.exp(-ticks / ticksToForget);
  }

  private static int ticks(long word, long nowNanos) {
    return (int) (nowNanos >> TICK_BITS) - (int) word;
  }

  private static float average(long word) {
    return Float.intBitsToFloat((int) (word >>> Integer.SIZE));
  }

  private static long pack(float average, long nowNanos) {
    return (long) Float.floatToRawIntBits(average) << Integer.SIZE
        | Integer.toUnsignedLong((int) (nowNanos >> TICK_BITS));
  }
}
