package io.servex.core.exchange;

import io.servex.core.decode.DeadlineWheel;

/**
 * The deadline of one exchange: the sooner of the end of its whole time and that of its current
 * phase.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class ExchangeDeadline extends DeadlineWheel.Deadline {
  private static final long NEVER = Long.MAX_VALUE;

  private final DeadlineWheel wheel;
  private final Exchange exchange;
  private long total = NEVER;
  private long phase = NEVER;

  ExchangeDeadline(DeadlineWheel wheel, Exchange exchange) {
    this.wheel = wheel;
    this.exchange = exchange;
  }

  @Override
  protected void expired(long nowNanos) {
    exchange.tooLate();
  }

  /** Bounds the whole exchange. */
  void total(long atNanos) {
    total = atNanos;
    rearm();
  }

  /** Lets the exchange last as long as its parts keep coming. */
  void withoutTotal() {
    total = NEVER;
    rearm();
  }

  /** Bounds the current phase; zero for no bound. */
  void phase(long nowNanos, long limitNanos) {
    phase = limitNanos > 0 ? nowNanos + limitNanos : NEVER;
    rearm();
  }

  /** Stops the clock of the current phase, because the exchange waits on the other side. */
  void withoutPhase() {
    phase = NEVER;
    rearm();
  }

  /** Leaves the exchange to last as long as it may. */
  void disarm() {
    total = NEVER;
    phase = NEVER;
    wheel.disarm(this);
  }

  void remove() {
    wheel.remove(this);
  }

  /** What is left of the whole time, in nanoseconds. */
  long leftNanos(long nowNanos) {
    return total == NEVER ? NEVER : total - nowNanos;
  }

  private void rearm() {
    var at = Math.min(total, phase);
    if (at == NEVER) {
      wheel.disarm(this);
    } else {
      wheel.arm(this, at);
    }
  }
}
