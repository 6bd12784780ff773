package io.servex.server.wiring;

import io.servex.core.exchange.RunningExchanges;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The time between the end of a configuration's force and the end of the last exchange that began
 * under it, or under one before it: only then is closed what the next configuration does not share.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class Retirement implements AutoCloseable {
  private static final long FIRST_LOOK_MILLIS = 10;
  private static final long LAST_LOOK_MILLIS = 1000;

  private final AtomicReference<@Nullable List<Runnable>> endings;
  private final List<RunningExchanges> running;
  private final CountDownLatch closing = new CountDownLatch(1);

  private Retirement(List<Runnable> endings, List<RunningExchanges> running) {
    this.endings = new AtomicReference<>(endings);
    this.running = List.copyOf(running);
  }

  /**
   * Begins it.
   *
   * @param endings what is to be done at its end
   * @param running the exchanges that may need what is closed then; no more of them begin
   */
  static Retirement begin(List<Runnable> endings, List<RunningExchanges> running) {
    var retirement = new Retirement(endings, running);
    var thread = Thread.ofVirtual().name("servex-retirement").start(retirement::await);
    assert thread.isVirtual();
    return retirement;
  }

  /** Looks seldom after a while: what still runs is a tunnel, or a stream. */
  private void await() {
    try {
      var millis = FIRST_LOOK_MILLIS;
      while (running() && !closing.await(millis, TimeUnit.MILLISECONDS)) {
        millis = Math.min(LAST_LOOK_MILLIS, millis * 2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  private boolean running() {
    return running.stream().anyMatch(exchanges -> exchanges.count() > 0);
  }

  /** Whether everything is closed. */
  boolean over() {
    return endings.get() == null;
  }

  /** Ends it now. Nothing of what is left to be done is kept, so that it can be collected. */
  @Override
  public void close() {
    var left = endings.getAndSet(null);
    if (left != null) {
      closing.countDown();
      left.forEach(Runnable::run);
    }
  }
}
