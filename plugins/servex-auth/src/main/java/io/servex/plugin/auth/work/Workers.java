package io.servex.plugin.auth.work;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads and a short queue before them. What does not fit is refused at once: who waits long
 * enough asks again, and makes the queue longer.
 *
 * <p><b>Threading:</b> for all threads.
 */
public final class Workers implements AutoCloseable {
  private final ThreadPoolExecutor pool;

  /**
   * Prepares threads, which start when there is work.
   *
   * @param name what they are called
   * @param threads how many work at once
   * @param queue how many pieces of work may wait
   */
  public Workers(String name, int threads, int queue) {
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().name(name + "-", 0).daemon(true).factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Has something done.
   *
   * @param work what is done
   * @return its result, completed on a thread of these; it ends with {@link
   *     RejectedExecutionException} when there is too much to do
   */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    var result = new CompletableFuture<T>();
    try {
      pool.execute(() -> complete(result, work));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow()
        .forEach(work -> {
          // The gateway closes a filter after its last exchange: nobody waits for these.
        });
  }
}
