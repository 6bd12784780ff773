package io.servex.health;

import io.servex.api.health.ProbeResult;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one check, from now until it is stopped.
 *
 * <p><b>Threading:</b> a virtual thread of its own; {@link #go} and {@link #stop} may be called
 * from any other.
 */
final class CheckLoop {
  private final HealthListener listener;
  private final Semaphore permits;
  private final LongUnaryOperator jitter;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Check check;
  private boolean stopped;
  private @Nullable Attempt last;

  /**
   * Starts with the first round.
   *
   * @param jitter what becomes of an interval, in nanoseconds
   */
  CheckLoop(Check check, HealthListener listener, Semaphore permits, LongUnaryOperator jitter) {
    this.check = check;
    this.listener = listener;
    this.permits = permits;
    this.jitter = jitter;
    this.thread = Thread.ofVirtual().name("servex-health").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Goes on with other settings: at once when the next round is due by then, else in time. */
  void go(Check next) {
    lock.lock();
    try {
      check = next;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends; what is found from now on is kept quiet. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  private void run() {
    var state = HealthState.UNKNOWN;
    try {
      while (true) {
        var began = System.nanoTime();
        var of = settings();
        var result = round(of);
        state = state.after(result instanceof ProbeResult.Passed, of.rise(), of.fall());
        if (!report(of, state, result)) {
          return;
        }
        rest(began);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Check settings() {
    lock.lock();
    try {
      return check;
    } finally {
      lock.unlock();
    }
  }

  private ProbeResult round(Check of) throws InterruptedException {
    var result = attempt(of);
    for (var i = 1; i < of.attempts() && result instanceof ProbeResult.Failed; i++) {
      Thread.sleep(of.pause());
      result = attempt(of);
    }
    return result;
  }

  /** A probe that cannot be interrupted would take one permit after the other, and all in time. */
  private ProbeResult attempt(Check of) throws InterruptedException {
    var before = last;
    if (before != null && !before.endsWithin(of.timeout())) {
      return Attempt.late(of);
    }
    var attempt = new Attempt(of);
    last = attempt;
    return attempt.make(permits);
  }

  /** Reports under the lock, so that nothing comes after {@link #stop}. */
  private boolean report(Check of, HealthState state, ProbeResult result) {
    lock.lock();
    try {
      if (!stopped) {
        listener.checked(
            of.id(), state.up(), result instanceof ProbeResult.Failed(var reason) ? reason : null);
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next round: a tenth of the interval at least, however long the last one took. */
  private void rest(long began) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var of = check;
      var ended = System.nanoTime();
      var next = next(of, began, ended);
      for (var left = next - ended; left > 0; left = next - System.nanoTime()) {
        var woken = changed.awaitNanos(left) > 0;
        if (woken && !check.interval().equals(of.interval())) {
          of = check;
          next = next(of, began, ended);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long next(Check of, long began, long ended) {
    var interval = TimeUnit.NANOSECONDS.convert(of.interval());
    return Math.max(began + jitter.applyAsLong(interval), ended + interval / 10);
  }
}
