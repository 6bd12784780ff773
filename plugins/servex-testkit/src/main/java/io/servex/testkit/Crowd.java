package io.servex.testkit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Many threads that do the same at once. */
final class Crowd {
  /** How many. */
  static final int THREADS = 8;

  private static final int ROUNDS = 3;

  private Crowd() {}

  /**
   * Runs a body on each thread.
   *
   * @param body takes the number of its thread
   * @return how often one of them had to wait for something
   * @throws AssertionError what one of them threw
   */
  static long run(IntConsumer body) {
    var waits = new AtomicLong();
    var problem = new AtomicReference<@Nullable Throwable>();
    var start = new CyclicBarrier(THREADS);
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < THREADS; i++) {
      var number = i;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  var arrived = start.await();
                  assert arrived >= 0;
                  var before = waits();
                  body.accept(number);
                  waits.addAndGet(waits() - before);
                } catch (Throwable e) {
                  problem.compareAndSet(null, e);
                }
              }));
    }
    for (var thread : threads) {
      join(thread);
    }
    var first = problem.get();
    if (first != null) {
      throw new AssertionError("one of " + THREADS + " threads failed: " + first, first);
    }
    return waits.get();
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(java.time.Duration.ofSeconds(60))) {
        var frames = thread.getStackTrace();
        throw new AssertionError("does not end: " + (frames.length == 0 ? "" : frames[0]));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** How often a thread waits at least, over some rounds after one to warm up. */
  static long leastWaits(IntConsumer body) {
    var least = run(body);
    for (var round = 0; round < ROUNDS && least > 0; round++) {
      least = Math.min(least, run(body));
    }
    return least;
  }

  private static long waits() {
    var info = ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().threadId());
    return info.getBlockedCount() + info.getWaitedCount();
  }
}
