package io.servex.core.select;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How many retries a rule may make: a share of its requests, and a few beside, so that a total
 * outage is not multiplied by everybody's trying again.
 *
 * <p>Requests and retries of the last {@value #SECONDS} seconds are counted, second by second.
 * Invariant: a retry is granted only while all of them are within the share of the requests, plus
 * the reserve. Each second is one word, its number above the count of retries above the count of
 * requests, so that a second begins and counts in one step.
 *
 * <p><b>Threading:</b> atomic; requests take no lock. Retries are rare and take one, for the time
 * of ten additions, so that the budget is kept to the last one.
 */
public final class RetryBudget {
  private static final int SECONDS = 10;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int REQUEST_BITS = 28;
  private static final int RETRY_BITS = 20;
  private static final long REQUESTS = (1L << REQUEST_BITS) - 1;
  private static final long RETRIES = (1L << RETRY_BITS) - 1;

  private final LongSupplier clock;
  private final AtomicLongArray seconds = new AtomicLongArray(SECONDS);
  private volatile Size size;

  private record Size(double share, long reserve) {
    static Size of(double share, int perSecond) {
      return new Size(share, (long) perSecond * SECONDS);
    }
  }

  /**
   * Begins with nothing spent.
   *
   * @param share retries for each request
   * @param perSecond retries a second that are granted beside
   * @param clock a time in nanoseconds that never goes back
   */
  public RetryBudget(double share, int perSecond, LongSupplier clock) {
    this.size = Size.of(share, perSecond);
    this.clock = clock;
  }

  /**
   * Is of another size from now on; what was spent stays spent.
   *
   * @param share retries for each request
   * @param perSecond retries a second that are granted beside
   */
  void apply(double share, int perSecond) {
    size = Size.of(share, perSecond);
  }

  /** Notes a request. */
  public void request() {
    count(1);
  }

  /** Whether a retry would be granted at this moment. */
  public boolean available() {
    var now = second();
    var requests = 0L;
    var retries = 0L;
    for (var i = 0; i < SECONDS; i++) {
      var word = seconds.get(i);
      if ((now - number(word) & 0xffff) < SECONDS) {
        requests += word & REQUESTS;
        retries += word >>> REQUEST_BITS & RETRIES;
      }
    }
    var of = size;
    return retries + 1 <= of.reserve + of.share * requests;
  }

  /** Takes a retry out of the budget; returns whether there was one. */
  public synchronized boolean tryRetry() {
    if (!available()) {
      return false;
    }
    count(1L << REQUEST_BITS);
    return true;
  }

  private void count(long one) {
    var now = second();
    var slot = now % SECONDS;
    while (true) {
      var word = seconds.get(slot);
      var next = (number(word) == now ? word : (long) now << REQUEST_BITS + RETRY_BITS) + one;
      if (seconds.compareAndSet(slot, word, next)) {
        return;
      }
    }
  }

  private int second() {
    return (int) (clock.getAsLong() / SECOND_NANOS & 0xffff);
  }

  private static int number(long word) {
    return (int) (word >>> REQUEST_BITS + RETRY_BITS);
  }
}
