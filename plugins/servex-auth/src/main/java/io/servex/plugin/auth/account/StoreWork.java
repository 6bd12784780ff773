package io.servex.plugin.auth.account;

import io.servex.api.plugin.Meters;
import io.servex.plugin.auth.store.StoreUnavailableException;
import io.servex.plugin.auth.work.Workers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does what a store may block on, on threads of its own, and reports a store that cannot be
 * reached: each time in the metrics, and once a minute in the log.
 *
 * <p><b>Threading:</b> for all threads.
 */
public final class StoreWork implements AutoCloseable {
  private static final long QUIET = Duration.ofMinutes(1).toMillis();

  private final Workers workers;
  private final Meters.Counter unavailable;
  private final InstantSource clock;
  private final System.Logger log;
  private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE);

  /** Works on some threads, which are closed with this. */
  public StoreWork(Workers workers, Meters meters, InstantSource clock, System.Logger log) {
    this.workers = workers;
    this.unavailable =
        meters.counter(
            "store_unavailable_total", "Times that the store of users could not be reached");
    this.clock = clock;
    this.log = log;
  }

  /**
   * Has something done.
   *
   * @return its result; it ends with {@link StoreUnavailableException} when the store cannot be
   *     reached, and as {@link Workers#submit} says
   */
  <T> CompletableFuture<T> submit(Callable<T> work) {
    return workers.submit(() -> {
      try {
        return work.call();
      } catch (StoreUnavailableException e) {
        report(e);
        throw e;
      }
    });
  }

  private void report(StoreUnavailableException problem) {
    unavailable.increment();
    var now = clock.millis();
    var quiet = quietUntil.get();
    if (now >= quiet && quietUntil.compareAndSet(quiet, now + QUIET)) {
      log.log(
          System.Logger.Level.WARNING,
          "the store of users cannot be reached, nobody is let in problem=" + problem.getMessage());
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
