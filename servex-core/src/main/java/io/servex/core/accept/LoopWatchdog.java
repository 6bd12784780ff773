package io.servex.core.accept;

import io.servex.core.decode.Worker;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds event loops that something holds, and says what, while it does.
 *
 * <p>Idea: a beat is left with each loop; one that is not taken within 100 ms belongs to a loop
 * that is held, and the stack of its thread shows by whom. A pause of the whole process holds this
 * thread too, and is not blamed on anybody.
 *
 * <p><b>Threading:</b> one daemon thread of its own, on which the listener is called.
 */
public final class LoopWatchdog implements AutoCloseable {
  /** How long a loop may be held, in nanoseconds. */
  public static final long LIMIT_NANOS = 100_000_000L;

  private static final long LOOK_NANOS = 25_000_000L;
  private static final long LATE_NANOS = 50_000_000L;

  private final List<Beat> beats;
  private final Listener listener;
  private final Thread thread;
  private volatile boolean closed;

  /** Learns of loops that are held. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A loop is held; called once for each time.
     *
     * @param loop its number
     * @param nanos how long so far
     * @param stack what its thread does, the innermost call first
     */
    void held(int loop, long nanos, StackTraceElement[] stack);
  }

  /** What is left with one loop. */
  private static final class Beat implements Runnable {
    private final Worker worker;
    private volatile @Nullable Thread thread;
    private volatile boolean taken = true;
    private long leftAt;
    private boolean reported;

    Beat(Worker worker) {
      this.worker = worker;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      taken = true;
    }
  }

  /** Begins to watch. */
  public LoopWatchdog(List<Worker> workers, Listener listener) {
    this.beats = workers.stream().map(Beat::new).toList();
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("servex-watchdog").start(this::watch);
  }

  private void watch() {
    var before = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(LOOK_NANOS);
      var now = System.nanoTime();
      var late = now - before > LOOK_NANOS + LATE_NANOS;
      before = now;
      for (var i = 0; i < beats.size(); i++) {
        look(i, beats.get(i), now, late);
      }
    }
  }

  private void look(int loop, Beat beat, long now, boolean late) {
    if (beat.taken) {
      beat.taken = false;
      beat.reported = false;
      beat.leftAt = now;
      try {
        beat.worker.eventLoop().execute(beat);
      } catch (RejectedExecutionException e) {
        closed = true;
      }
      return;
    }
    if (late) {
      beat.leftAt = now;
    } else if (!beat.reported && now - beat.leftAt > LIMIT_NANOS) {
      report(loop, beat, now);
    }
  }

  private void report(int loop, Beat beat, long now) {
    var holder = beat.thread;
    if (holder != null) {
      var stack = holder.getStackTrace();
      if (!beat.taken) {
        beat.reported = true;
        listener.held(loop, now - beat.leftAt, stack);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
