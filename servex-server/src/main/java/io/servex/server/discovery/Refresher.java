package io.servex.server.discovery;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks something up again whenever the last answer is no longer good. While looking fails, the
 * last answer stays.
 *
 * <p><b>Threading:</b> every method may be called from any thread; it looks on a virtual thread of
 * its own.
 *
 * @param <T> what is looked up; compared by equals
 */
public final class Refresher<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

  private final String what;
  private final Source<T> source;
  private final Bounds bounds;
  private volatile Fresh<T> last;
  private @Nullable Thread thread;

  /**
   * Looks something up.
   *
   * @param <T> what is looked up
   */
  @FunctionalInterface
  public interface Source<T> {
    /** Looks, and may block. */
    Fresh<T> find() throws IOException, InterruptedException;
  }

  /**
   * An answer.
   *
   * @param <T> what was looked up
   * @param value what was found
   * @param validFor how long it is good
   */
  public record Fresh<T>(T value, Duration validFor) {}

  /**
   * How long an answer is taken for good, whatever it says.
   *
   * @param least also the time until the next attempt after one that failed
   * @param most at most
   */
  public record Bounds(Duration least, Duration most) {
    private Duration of(Duration said) {
      return said.compareTo(least) < 0 ? least : said.compareTo(most) > 0 ? most : said;
    }
  }

  /**
   * Looks for the first time, at once.
   *
   * @param what it is, for the log
   * @throws IOException if that fails
   * @throws InterruptedException if somebody interrupts
   */
  public Refresher(String what, Source<T> source, Bounds bounds)
      throws IOException, InterruptedException {
    this.what = what;
    this.source = source;
    this.bounds = bounds;
    this.last = source.find();
  }

  /** What was found last. */
  public T value() {
    return last.value();
  }

  /** Looks again from now on, and tells of each change. */
  public synchronized void start(Runnable changed) {
    if (thread == null) {
      thread = Thread.ofVirtual().name("servex-refresher").start(() -> run(changed));
    }
  }

  private void run(Runnable changed) {
    var failing = false;
    try {
      while (true) {
        Thread.sleep(failing ? bounds.least() : bounds.of(last.validFor()));
        failing = !look(changed, failing);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look(Runnable changed, boolean failedBefore) throws InterruptedException {
    try {
      var before = last;
      last = source.find();
      if (!before.value().equals(last.value())) {
        LOG.atInfo()
            .addKeyValue("of", what)
            .addKeyValue("before", before.value().toString())
            .addKeyValue("now", last.value().toString())
            .log("backends changed");
        changed.run();
      }
      return true;
    } catch (IOException | RuntimeException | LinkageError e) {
      if (!failedBefore) {
        LOG.atWarn()
            .addKeyValue("of", what)
            .addKeyValue("error", String.valueOf(e.getMessage()))
            .log("backends not found, the last ones stay");
      }
      return false;
    }
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
