package io.servex.api.plugin;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs tasks of a component beside the event loops, each on a virtual thread, so that a task may
 * block. As an {@link Executor} it is where an asynchronous verdict of a filter is worked out.
 *
 * <p>What a task throws is counted, and logged once a minute; a periodic one goes on. When the
 * component is closed, waiting tasks are dropped, running ones are interrupted, and new ones are
 * refused with {@link java.util.concurrent.RejectedExecutionException}.
 *
 * <p><b>Threading:</b> every method may be called from any thread, event loops too.
 */
public interface Scheduler extends Executor {
  /**
   * Runs a task now.
   *
   * @param task may block
   */
  @Override
  void execute(Runnable task);

  /**
   * Runs a task once.
   *
   * @param delay how long to wait; 0 or more
   * @param task may block
   * @return cancels it
   */
  Task after(Duration delay, Runnable task);

  /**
   * Runs a task again and again, the first time after one pause.
   *
   * @param pause from the end of one run to the begin of the next; more than 0
   * @param task may block
   * @return cancels it
   */
  Task every(Duration pause, Runnable task);

  /** A task that waits or runs. */
  @FunctionalInterface
  interface Task {
    /** Drops the task; a run of it is interrupted. */
    void cancel();
  }
}
