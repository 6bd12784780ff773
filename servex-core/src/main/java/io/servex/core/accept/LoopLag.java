package io.servex.core.accept;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * How late an event loop runs its tasks: the worst case of this window of ten seconds and of the
 * one before. What blocks a loop shows here first.
 *
 * <p><b>Threading:</b> written on the event loop, read anywhere.
 */
public final class LoopLag {
  private static final long EVERY_NANOS = 100_000_000L;
  private static final long WINDOW_NANOS = 10_000_000_000L;

  private volatile long before;
  private volatile long now;
  private long expected;
  private long windowEnd;

  /** Begins to measure a loop. */
  LoopLag(EventLoop loop) {
    var start = System.nanoTime();
    expected = start + EVERY_NANOS;
    windowEnd = start + WINDOW_NANOS;
    var ticking =
        loop.scheduleWithFixedDelay(
            () -> tick(System.nanoTime()), EVERY_NANOS, EVERY_NANOS, TimeUnit.NANOSECONDS);
    assert !ticking.isDone();
  }

  private void tick(long at) {
    if (at - windowEnd >= 0) {
      before = now;
      now = 0;
      windowEnd = at + WINDOW_NANOS;
    }
    now = Math.max(now, at - expected);
    expected = at + EVERY_NANOS;
  }

  /** The worst delay of the last window, in nanoseconds. */
  public long worstNanos() {
    return Math.max(before, now);
  }
}
