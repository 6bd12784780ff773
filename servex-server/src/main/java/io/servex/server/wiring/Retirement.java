package io.servex.server.wiring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The time between the end of a configuration's force and the end of the exchanges that began under
 * it: only then is closed what the next configuration does not share.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class Retirement implements AutoCloseable {
  private final Generation generation;
  private final Generation next;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private Retirement(Generation generation, Generation next) {
    this.generation = generation;
    this.next = next;
  }

  /**
   * Begins it.
   *
   * @param generation what is no longer in force
   * @param next what is; it says how long exchanges may last
   */
  static Retirement begin(Generation generation, Generation next) {
    var retirement = new Retirement(generation, next);
    var thread = Thread.ofVirtual().name("servex-retirement").start(() -> retirement.await());
    assert thread.isVirtual();
    return retirement;
  }

  private void await() {
    try {
      var early =
          closing.await(next.config().server().drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
      assert !early || closed.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Whether everything is closed. */
  boolean over() {
    return closed.get();
  }

  /** Ends it now. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closing.countDown();
      generation.closeAllBut(next);
    }
  }
}
