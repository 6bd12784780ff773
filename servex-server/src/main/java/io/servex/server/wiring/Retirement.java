package io.servex.server.wiring;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The time between the end of a configuration's force and the end of the exchanges that began under
 * it: only then is closed what the next configuration does not share.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class Retirement implements AutoCloseable {
  private final AtomicReference<@Nullable Runnable> end;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Nothing of what is left to be done is kept afterwards, so that it can be collected. */
  private Retirement(Runnable end) {
    this.end = new AtomicReference<>(end);
  }

  /**
   * Begins it.
   *
   * @param generation what is no longer in force
   * @param next what is; it says how long exchanges may last
   */
  static Retirement begin(Generation generation, Generation next) {
    var retirement = new Retirement(generation.closing(next));
    var time = next.config().server().drainTimeout();
    var thread = Thread.ofVirtual().name("servex-retirement").start(() -> retirement.await(time));
    assert thread.isVirtual();
    return retirement;
  }

  private void await(Duration time) {
    try {
      var early = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
      assert !early || over();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Whether everything is closed. */
  boolean over() {
    return end.get() == null;
  }

  /** Ends it now. */
  @Override
  public void close() {
    var left = end.getAndSet(null);
    if (left != null) {
      closing.countDown();
      left.run();
    }
  }
}
