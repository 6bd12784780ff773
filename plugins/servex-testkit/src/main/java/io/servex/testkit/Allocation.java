package io.servex.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/** What a piece of code allocates once it is warm. */
final class Allocation {
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 5_000;
  private static final int ROUNDS = 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Measures.
   *
   * @param body takes the number of its run
   * @return bytes for each run, in the round that allocated least
   */
  static double bytes(IntConsumer body) {
    run(body, WARM_UP);
    var least = Long.MAX_VALUE;
    for (var round = 0; round < ROUNDS && least > 0; round++) {
      var before = THREADS.getCurrentThreadAllocatedBytes();
      run(body, MEASURED);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / MEASURED;
  }

  private static void run(IntConsumer body, int times) {
    for (var i = 0; i < times; i++) {
      body.accept(i);
    }
  }
}
