package io.servex.core.select;

import io.servex.api.balancing.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How the attempts at one backend ended since somebody looked. What the client or the gateway gave
 * up before an answer says nothing, and is not counted.
 *
 * <p><b>Threading:</b> atomic, for all event loops; {@link #take} is for one reader.
 */
public final class AttemptCounts {
  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicInteger consecutive = new AtomicInteger();
  private final int tooMany;
  private final Runnable onTooMany;

  /**
   * Begins with nothing.
   *
   * @param tooMany how many failures in a row are told; 0 for none
   * @param onTooMany told on an event loop, once for each such row; must be quick
   */
  public AttemptCounts(int tooMany, Runnable onTooMany) {
    this.tooMany = tooMany;
    this.onTooMany = onTooMany;
  }

  /**
   * What was counted.
   *
   * @param successes answers below 500
   * @param failures answers from 500 on, and attempts without one
   * @param nanos the time to the heads of the successes, all together
   */
  public record Window(int successes, int failures, long nanos) {}

  /**
   * Counts an attempt that ended.
   *
   * @param status of the answer; 0 for none
   * @param time to the answer's head, in nanoseconds
   */
  public void ended(Outcome outcome, int status, long time) {
    var broken =
        outcome == Outcome.CONNECT_FAILED
            || outcome == Outcome.BROKEN
            || outcome == Outcome.TIMED_OUT;
    if (broken || status >= 500) {
      failures.increment();
      if (tooMany > 0 && consecutive.incrementAndGet() % tooMany == 0) {
        onTooMany.run();
      }
    } else if (status > 0) {
      successes.increment();
      nanos.add(time);
      if (consecutive.get() != 0) {
        consecutive.set(0);
      }
    }
  }

  /** Takes what was counted, and begins anew. */
  public Window take() {
    return new Window(
        (int) successes.sumThenReset(), (int) failures.sumThenReset(), nanos.sumThenReset());
  }

  /** Begins a new row of failures. */
  public void forgetRow() {
    consecutive.set(0);
  }
}
