package io.servex.dump;

import static java.lang.System.Logger.Level.ERROR;

import java.util.concurrent.TimeUnit;

/**
 * Reports trouble with sinks, once a minute at most; what happens meanwhile is added up.
 *
 * <p><b>Threading:</b> confined to the writer's thread.
 */
final class Trouble {
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final System.Logger logger;
  private long next = System.nanoTime();
  private long since;

  Trouble(System.Logger logger) {
    this.logger = logger;
  }

  /** Some records of a rule are lost. */
  void lost(String rule, int count, Throwable reason) {
    since += count;
    var now = System.nanoTime();
    if (now - next >= 0) {
      next = now + PAUSE_NANOS;
      logger.log(
          ERROR,
          "dump records lost: rule={0} records={1} error={2}",
          rule,
          Long.toString(since),
          text(reason));
      since = 0;
    }
  }

  void report(String what, Throwable reason) {
    logger.log(ERROR, "{0}: error={1}", what, text(reason));
  }

  private static String text(Throwable reason) {
    return reason.getMessage() == null ? reason.getClass().getName() : reason.getMessage();
  }
}
