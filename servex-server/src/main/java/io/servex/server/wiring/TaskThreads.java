package io.servex.server.wiring;

import io.servex.api.plugin.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The tasks of one component, each on a virtual thread.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class TaskThreads implements Scheduler, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String name;
  private final Consumer<Throwable> failed;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /**
   * Makes a scheduler.
   *
   * @param name of its threads
   * @param failed learns of what tasks throw
   */
  TaskThreads(String name, Consumer<Throwable> failed) {
    this.name = name;
    this.failed = failed;
  }

  @Override
  public void execute(Runnable task) {
    var started = start(() -> run(task));
    assert started.isVirtual();
  }

  @Override
  public Task after(Duration delay, Runnable task) {
    return start(() -> {
      if (slept(delay)) {
        run(task);
      }
    })
        ::interrupt;
  }

  @Override
  public Task every(Duration pause, Runnable task) {
    if (!pause.isPositive()) {
      throw new IllegalArgumentException(pause + " (expected: a pause of more than 0)");
    }
    return start(() -> {
      while (slept(pause)) {
        run(task);
      }
    })
        ::interrupt;
  }

  /** A run that swallowed its interruption was the last one all the same. */
  private boolean slept(Duration time) {
    try {
      if (!threads.contains(Thread.currentThread())) {
        return false;
      }
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      failed.accept(e);
    }
  }

  private synchronized Thread start(Runnable body) {
    if (closed) {
      throw new RejectedExecutionException(name + " is closed");
    }
    var thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                body.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    threads.add(thread);
    thread.start();
    return thread;
  }

  /** Ends all tasks, and waits a short while for them. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    var left = Set.copyOf(threads);
    threads.clear();
    left.forEach(Thread::interrupt);
    var until = System.nanoTime() + PATIENCE.toNanos();
    for (var thread : left) {
      var remaining = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      try {
        if (thread == Thread.currentThread() || thread.join(remaining)) {
          continue;
        }
        failed.accept(new IllegalStateException("a task does not end"));
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
