package io.servex.server.wiring;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the failures of one component, and says when it is to be left alone: for a minute, once it
 * has used up what it may fail within a minute. Then it gets another chance.
 *
 * <p><b>Threading:</b> every method may be called from any thread; {@link #on} is one volatile read
 * while all is well.
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final String kind;
  private final String type;
  private final Host host;
  private volatile boolean on;
  private volatile long endsAt;
  private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - MINUTE_NANOS);
  private long windowStart = System.nanoTime();
  private int failures;

  Quarantine(String kind, String type, Host host) {
    this.kind = kind;
    this.type = type;
    this.host = host;
  }

  /** Whether the component is to be left alone. */
  boolean on() {
    return on && lasts();
  }

  private boolean lasts() {
    if (System.nanoTime() - endsAt < 0) {
      return true;
    }
    on = false;
    return false;
  }

  /** The component failed. */
  void failed() {
    host.meters().failed(kind, type);
    if (host.failureBudget() > 0 && exhausted(System.nanoTime())) {
      host.meters().quarantined(kind, type);
      LOG.atError()
          .addKeyValue("kind", kind)
          .addKeyValue("type", type)
          .addKeyValue("failures", host.failureBudget())
          .log("component fails too often and is left alone for a minute");
    }
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

  private synchronized boolean exhausted(long now) {
    if (now - windowStart > MINUTE_NANOS) {
      windowStart = now;
      failures = 0;
    }
    failures++;
    if (failures < host.failureBudget() || on) {
      return false;
    }
    failures = 0;
    windowStart = now;
    endsAt = now + MINUTE_NANOS;
    on = true;
    return true;
  }

  @Override
  public String toString() {
    return kind + " " + type;
  }
}
