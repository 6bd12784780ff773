package io.servex.core.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many exchanges of one configuration run on one event loop.
 *
 * <p><b>Threading:</b> counted on the event loop, read by any thread.
 */
public final class RunningExchanges {
  private final AtomicInteger count = new AtomicInteger();

  void began() {
    count.lazySet(count.get() + 1);
  }

  void ended() {
    var left = count.get() - 1;
    assert left >= 0 : "an exchange ended twice";
    count.lazySet(left);
  }

  /** How many there are. */
  public int count() {
    return count.get();
  }
}
