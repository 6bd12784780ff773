package io.servex.core.decode;

import java.util.concurrent.TimeUnit;

/**
 * The one deadline of a client's connection, which means something else in each of its states.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
final class ClientDeadline extends DeadlineWheel.Deadline {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DeadlineWheel wheel;
  private final ConnectionTimeouts timeouts;
  private final Runnable tooLate;

  ClientDeadline(DeadlineWheel wheel, ConnectionTimeouts timeouts, Runnable tooLate) {
    this.wheel = wheel;
    this.timeouts = timeouts;
    this.tooLate = tooLate;
  }

  @Override
  protected void expired(long nowNanos) {
    tooLate.run();
  }

  void forFirstByte() {
    wheel.arm(this, System.nanoTime() + timeouts.firstByte().toNanos());
  }

  void forHead(long startedNanos) {
    wheel.arm(this, startedNanos + timeouts.head().toNanos());
  }

  /** For the next part of a body, and for the whole request. */
  void forBody(long startedNanos, long nowNanos) {
    wheel.arm(
        this,
        Math.min(
            startedNanos + timeouts.request().toNanos(), nowNanos + timeouts.bodyIdle().toNanos()));
  }

  void forNextRequest() {
    wheel.arm(this, System.nanoTime() + timeouts.idle().toNanos());
  }

  void forTunnel() {
    wheel.arm(this, System.nanoTime() + timeouts.tunnelIdle().toNanos());
  }

  /** For the client to take some bytes of an answer. */
  void forTaking() {
    wheel.arm(this, System.nanoTime() + timeouts.idle().toNanos());
  }

  /** How long a client may take nothing, in nanoseconds. */
  long idleNanos() {
    return timeouts.idle().toNanos();
  }

  /** For the client to close, or to take some of its last answer. */
  void forEnd() {
    wheel.arm(this, System.nanoTime() + LINGER_NANOS);
  }

  /** Leaves the time to whoever answers. */
  void disarm() {
    wheel.disarm(this);
  }

  /** Takes it off the wheel for good. */
  void remove() {
    wheel.remove(this);
  }
}
