package io.servex.server.observe;

import ch.qos.logback.classic.LoggerContext;
import io.servex.server.config.LoggingSection;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the logs of the process: one format, one place.
 *
 * <p><b>Threading:</b> one caller at a time.
 */
public final class Logs {
  private static final String APPENDER = "servex";

  private Logs() {}

  /**
   * Applies the settings to the whole process.
   *
   * @throws IOException if the file cannot be written; the logs stay as they were then
   */
  public static void configure(LoggingSection settings) throws IOException {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    var before = appender(context);
    var output = output(settings.file().map(Path::of).orElse(null), before);
    context.reset();
    var appender = new EventLines(output, settings.format());
    appender.setName(APPENDER);
    appender.setContext(context);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(ch.qos.logback.classic.Level.WARN);
    root.addAppender(appender);
    context
        .getLogger("io.servex")
        .setLevel(ch.qos.logback.classic.Level.toLevel(settings.level().name()));
    if (before != null && before.output() != output) {
      before.output().close();
    }
  }

  /** Applies the settings of a new configuration; says so when it cannot. */
  public static void reconfigure(LoggingSection settings) {
    try {
      configure(settings);
    } catch (IOException e) {
      LoggerFactory.getLogger(Logs.class)
          .atError()
          .addKeyValue("file", settings.file().orElse(""))
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("log file not opened");
    }
  }

  private static LogOutput output(@Nullable Path file, @Nullable EventLines before)
      throws IOException {
    if (file == null) {
      return LogOutput.standardError();
    }
    return before != null && file.equals(before.output().path())
        ? before.output()
        : LogOutput.file(file);
  }

  private static @Nullable EventLines appender(LoggerContext context) {
    return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
            instanceof EventLines lines
        ? lines
        : null;
  }

  /** Where the lines of the process go. */
  public static LogOutput output() {
    var lines =
        LoggerFactory.getILoggerFactory() instanceof LoggerContext context
            ? appender(context)
            : null;
    return lines == null ? LogOutput.standardError() : lines.output();
  }

  /** Opens the file of the log anew, after somebody moved it away. */
  public static void reopen() {
    try {
      output().reopen();
      LoggerFactory.getLogger(Logs.class).info("log reopened");
    } catch (IOException e) {
      LoggerFactory.getLogger(Logs.class)
          .atError()
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("log not reopened");
    }
  }
}
