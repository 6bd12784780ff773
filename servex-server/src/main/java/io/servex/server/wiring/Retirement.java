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
  private final AtomicReference<@Nullable Change> change;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What is left to be done; nothing of it is kept afterwards, so that it can be collected. */
  private record Change(Generation generation, Generation next) {}

  private Retirement(Change change) {
    this.change = new AtomicReference<>(change);
  }

  /**
   * Begins it.
   *
   * @param generation what is no longer in force
   * @param next what is; it says how long exchanges may last
   */
  static Retirement begin(Generation generation, Generation next) {
    var retirement = new Retirement(new Change(generation, next));
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
    return change.get() == null;
  }

  /** Ends it now. */
  @Override
  public void close() {
    var left = change.getAndSet(null);
    if (left != null) {
      closing.countDown();
      left.generation().closeAllBut(left.next());
    }
  }
}
