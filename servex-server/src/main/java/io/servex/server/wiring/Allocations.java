package io.servex.server.wiring;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the calls of one component allocate, and reports where that should be nothing.
 *
 * <p>Idea: to ask how much a thread has allocated so far takes longer than many a call, so one call
 * in many is looked at, by chance: a random number of the thread's own is cheaper than a counter
 * that event loops share. What is counted is multiplied, an estimate. The first samples are passed
 * over, because code that is not compiled yet allocates what it does not allocate later; and there
 * is a report only where a quarter of the samples allocate: a map that grows once is no fault, and
 * of a strategy's two calls only one may do it.
 *
 * <p><b>Threading:</b> every method may be called from any thread; both of a call from the same.
 */
final class Allocations {
  private static final Logger LOG = LoggerFactory.getLogger(Allocations.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** Samples, some 20,000 calls, after which a component is warm. */
  private static final int WARM_UP = 20;

  /** Samples between two looks at how many of them allocate. */
  private static final int WINDOW = 16;

  private static final long PASSED_OVER = -1;
  private static final @Nullable ThreadMXBean THREADS =
      ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
              && threads.isThreadAllocatedMemorySupported()
          ? threads
          : null;

  private final String kind;
  private final String type;
  private final boolean promised;
  private final Host host;
  private final int every;
  private long loggedAt = System.nanoTime() - MINUTE_NANOS;
  private int warm;
  private int samples;
  private int allocating;
  private long bytes;

  /**
   * Counts from now on.
   *
   * @param kind the component's kind, in a word
   * @param type its type
   * @param promised whether its kind promises to allocate nothing
   * @param host where it is counted, and which share of calls is looked at
   */
  Allocations(String kind, String type, boolean promised, Host host) {
    this.kind = kind;
    this.type = type;
    this.promised = promised;
    this.host = host;
    this.every = THREADS == null ? 0 : host.allocationSampling();
  }

  /** Whether any call is looked at. */
  boolean looked() {
    return every > 0;
  }

  /** A call begins; what is returned is for {@link #after}. */
  long before() {
    return every > 0 && ThreadLocalRandom.current().nextInt(every) == 0 ? allocated() : PASSED_OVER;
  }

  /** The call that began with this is over, without having failed. */
  void after(long before) {
    if (before != PASSED_OVER) {
      sampled(allocated() - before);
    }
  }

  private static long allocated() {
    var threads = THREADS;
    return threads == null ? PASSED_OVER : threads.getCurrentThreadAllocatedBytes();
  }

  private synchronized void sampled(long allocated) {
    if (warm < WARM_UP) {
      warm++;
      return;
    }
    if (allocated > 0) {
      host.meters().allocated(kind, type, allocated * every);
      allocating++;
      bytes += allocated;
    }
    samples++;
    if (samples == WINDOW) {
      if (promised && allocating >= WINDOW / 4) {
        report();
      }
      samples = 0;
      allocating = 0;
      bytes = 0;
    }
  }

  private void report() {
    var now = System.nanoTime();
    if (now - loggedAt >= MINUTE_NANOS) {
      loggedAt = now;
      LOG.atWarn()
          .addKeyValue("kind", kind)
          .addKeyValue("type", type)
          .addKeyValue("bytes_per_call", bytes / WINDOW)
          .log("component allocates where it should allocate nothing");
    }
  }
}
