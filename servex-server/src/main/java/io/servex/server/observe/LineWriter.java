package io.servex.server.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the lines about requests on a thread of its own. What it cannot write in time is dropped
 * and counted: a disk or a pipe that blocks never blocks an event loop.
 *
 * <p>While lines come, the thread looks for them every few milliseconds and writes them in one
 * piece; only when none came for a while does it wait to be woken.
 *
 * <p><b>Threading:</b> {@link #offer} is called on the event loop that it names.
 */
public final class LineWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
  private static final long PAUSE_NANOS = 2_000_000L;
  private static final int IDLE_ROUNDS = 50;
  private static final long COMPLAIN_NANOS = 60_000_000_000L;

  private final LineRing[] rings;
  private final LoopCounter dropped;
  private final Thread thread;
  private volatile LogOutput output;
  private volatile boolean sleeping;
  private volatile boolean closing;

  /** Starts to write the lines of so many event loops. */
  public LineWriter(Meters meters, LogOutput output) {
    this.output = output;
    dropped =
        meters.counter(
            Family.counter(
                "servex_log_lines_dropped_total",
                "Lines about requests that could not be written in time."));
    rings = new LineRing[meters.loops()];
    for (var i = 0; i < rings.length; i++) {
      rings[i] = new LineRing();
    }
    thread = Thread.ofPlatform().daemon().name("servex-log").start(this::run);
  }

  /** Writes to another place from now on. */
  public void output(LogOutput next) {
    output = next;
  }

  /** Takes over a line, or drops it. */
  void offer(int loop, LogLine line) {
    if (!rings[loop].offer(line.bytes(), line.length())) {
      dropped.add(loop, 1);
    }
    if (sleeping) {
      LockSupport.unpark(thread);
    }
  }

  /** Writes a line at once, for who may wait. */
  void write(LogLine line) {
    output.write(line.bytes(), 0, line.length(), 0);
  }

  private void run() {
    var idle = 0;
    var reported = 0L;
    var complainAt = System.nanoTime();
    while (true) {
      var closed = closing;
      if (drain()) {
        idle = 0;
      } else if (closed) {
        return;
      } else {
        idle++;
      }
      var now = System.nanoTime();
      if (dropped.getCount() > reported && now - complainAt >= 0) {
        LOG.atWarn().addKeyValue("lines", dropped.getCount() - reported).log("log lines dropped");
        reported = dropped.getCount();
        complainAt = now + COMPLAIN_NANOS;
      }
      pause(idle);
    }
  }

  private void pause(int idle) {
    if (idle < IDLE_ROUNDS || closing) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return;
    }
    sleeping = true;
    if (!drain() && !closing) {
      LockSupport.park(this);
    }
    sleeping = false;
  }

  private boolean drain() {
    var any = false;
    for (var ring : rings) {
      any |= ring.drain(output);
    }
    return any;
  }

  /** Writes what is there and stops. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(java.time.Duration.ofNanos(TimeUnit.SECONDS.toNanos(2)))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
