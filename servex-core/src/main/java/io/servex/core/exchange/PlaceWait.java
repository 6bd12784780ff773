package io.servex.core.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.PendingRequest;
import io.servex.core.select.RuleBackend;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wait of one exchange for a place at a backend, and its end.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class PlaceWait {
  private final PendingRequest request;
  private final Future<?> limit;

  private PlaceWait(PendingRequest request, Future<?> limit) {
    this.request = request;
    this.limit = limit;
  }

  /**
   * Begins to wait.
   *
   * @param leftNanos what is left of the exchange's time
   * @param over called on the loop when there is a place, and when the time for waiting is over
   * @return null when nobody more may wait
   */
  static @Nullable PlaceWait begin(
      LoadBalancer among, EventExecutor loop, long leftNanos, Runnable over) {
    var request = among.pend(() -> loop.execute(over));
    if (request == null) {
      return null;
    }
    var nanos = Math.min(leftNanos, among.options().queue().nanos());
    return new PlaceWait(request, loop.schedule(over, nanos, TimeUnit.NANOSECONDS));
  }

  /** Ends it; returns the backend at which there is a place now, or null for none. */
  @Nullable RuleBackend end() {
    limit.cancel(false);
    return request.end();
  }
}
