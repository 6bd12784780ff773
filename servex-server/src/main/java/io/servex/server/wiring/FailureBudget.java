package io.servex.server.wiring;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the failures of one component, and reports when there are too many within a minute.
 *
 * <p>Only a component that nothing depends on is left alone then, for a minute. All others go on
 * being asked, and each failure costs its own request: if one that decides were left alone, whoever
 * knows a request that makes it fail could turn it off for everybody (docs/adr/0013).
 *
 * <p><b>Threading:</b> every method may be called from any thread; {@link #leftAlone} is one
 * volatile read while all is well.
 */
final class FailureBudget {
  private static final Logger LOG = LoggerFactory.getLogger(FailureBudget.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final String kind;
  private final String type;
  private final boolean dispensable;
  private final Host host;
  private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - MINUTE_NANOS);
  private volatile boolean exceeded;
  private volatile long endsAt;
  private long windowStart = System.nanoTime();
  private int failures;

  /**
   * Counts from now on.
   *
   * @param kind the component's kind, in a word
   * @param type its type
   * @param dispensable whether nothing depends on it
   * @param host where it is counted, and how many failures are too many
   */
  FailureBudget(String kind, String type, boolean dispensable, Host host) {
    this.kind = kind;
    this.type = type;
    this.dispensable = dispensable;
    this.host = host;
  }

  /** Whether the component is not to be asked for the moment. */
  boolean leftAlone() {
    return dispensable && exceeded && lasts();
  }

  private boolean lasts() {
    if (System.nanoTime() - endsAt < 0) {
      return true;
    }
    exceeded = false;
    return false;
  }

  /** The component failed, and nobody else says so in the log: here it stands once a minute. */
  void failed(Throwable problem) {
    var last = loggedAt.get();
    var now = System.nanoTime();
    if (now - last >= MINUTE_NANOS && loggedAt.compareAndSet(last, now)) {
      LOG.atError()
          .addKeyValue("kind", kind)
          .addKeyValue("type", type)
          .setCause(problem)
          .log("component failed");
    }
    failed();
  }

  /** The component failed. */
  void failed() {
    host.meters().failed(kind, type);
    if (host.failureBudget() > 0 && exhausted(System.nanoTime())) {
      host.meters().exceeded(kind, type);
      if (dispensable) {
        host.meters().quarantined(kind, type);
      }
      LOG.atError()
          .addKeyValue("kind", kind)
          .addKeyValue("type", type)
          .addKeyValue("failures", host.failureBudget())
          .log(
              dispensable
                  ? "component fails too often and is left alone for a minute"
                  : "component fails too often; it is still asked, and requests fail with it");
    }
  }

  private synchronized boolean exhausted(long now) {
    if (exceeded && lasts()) {
      return false;
    }
    if (now - windowStart > MINUTE_NANOS) {
      windowStart = now;
      failures = 0;
    }
    failures++;
    if (failures < host.failureBudget()) {
      return false;
    }
    failures = 0;
    windowStart = now;
    endsAt = now + MINUTE_NANOS;
    exceeded = true;
    return true;
  }
}
