package io.servex.dump;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that encodes captures and gives them to sinks.
 *
 * <p>After a batch it lingers for a moment, so that under load many records share one wake-up and
 * one write; whoever adds to the queue wakes it only when it sleeps for good, or when the queue
 * fills. A record reaches its sink's {@code flush} within {@value #LINGER_MILLIS} ms unless the
 * sink itself is slow.
 */
final class DumpWriter implements Runnable {
  private static final long LINGER_MILLIS = 40;
  private static final long BATCH_BYTES = 256 * 1024;

  private final DumpQueue queue;
  private final EntryWriter entries = new EntryWriter();
  private final List<SinkLane> lanes = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean sleeping;
  private volatile boolean stopping;

  DumpWriter(DumpQueue queue) {
    this.queue = queue;
    this.thread = Thread.ofPlatform().name("servex-dump").daemon().unstarted(this);
  }

  void start() {
    queue.onArrival(this::arrived);
    thread.start();
  }

  /** Adds a lane to those that are flushed and, at the end, closed. */
  void add(SinkLane lane) {
    lanes.add(lane);
  }

  private void arrived() {
    if (sleeping || queue.filling()) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    while (true) {
      var any = drain();
      if (stopping && queue.isEmpty()) {
        break;
      }
      if (any) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS));
      } else {
        sleep();
      }
    }
    lanes.forEach(SinkLane::close);
  }

  private void sleep() {
    sleeping = true;
    if (queue.isEmpty() && !stopping) {
      LockSupport.park(this);
    }
    sleeping = false;
  }

  private boolean drain() {
    var any = false;
    for (var entry = queue.poll(); entry != null; entry = queue.poll()) {
      any = true;
      write(entry);
      queue.release(entry.reserved());
    }
    if (any) {
      for (var lane : lanes) {
        lane.flush();
      }
    }
    return any;
  }

  private void write(DumpQueue.Entry entry) {
    var tap = entry.tap();
    var line = entries.write(entry.capture(), tap);
    var lane = tap.lane();
    lane.write(new EncodedRecord(tap.ruleName(), entry.capture(), line), tap, line.length());
    if (lane.pendingBytes() >= BATCH_BYTES) {
      lane.flush();
    }
  }

  /**
   * Lets the thread write what is queued and close the sinks.
   *
   * @return whether it came to an end within the time
   */
  boolean stop(long millis) {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(millis);
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(millis / 10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
