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
  /** The system property that says that the process is the program's, and not a host's. */
  public static final String PROGRAM = "servex.program";

  private static final String APPENDER = "servex";

  private Logs() {}

  /**
   * Applies the settings to the whole process.
   *
   * @throws IOException if the file cannot be written; the logs stay as they were then
   */
  public static void configure(LoggingSection settings) throws IOException {
    prepare(settings).apply();
  }

  /**
   * Opens what the settings ask for, and changes nothing yet.
   *
   * @throws IOException if the file cannot be written
   */
  public static Prepared prepare(LoggingSection settings) throws IOException {
    var context = LoggerFactory.getILoggerFactory() instanceof LoggerContext found ? found : null;
    var before = context == null ? null : appender(context);
    return new Prepared(
        settings, context, before, output(settings.file().map(Path::of).orElse(null), before));
  }

  /**
   * Settings that can be applied, or not.
   *
   * @param settings what was asked for
   * @param context what they are applied to; null when another logging backend is in use
   * @param before what is in use
   * @param output where lines will go
   */
  public record Prepared(
      LoggingSection settings,
      @Nullable LoggerContext context,
      @Nullable EventLines before,
      LogOutput output)
      implements GatewayLog.Change {
    /** Applies the settings to the whole process. */
    @Override
    public void apply() {
      if (context == null) {
        return;
      }
      context.reset();
      install(context, new EventLines(output, settings.format()), settings.level());
      if (before != null && before.output() != output) {
        before.output().handOver(output);
      }
    }

    @Override
    public void discard() {
      if (before == null || before.output() != output) {
        try {
          output.close();
        } catch (IOException e) {
          LoggerFactory.getLogger(Logs.class)
              .atWarn()
              .addKeyValue("error", String.valueOf(e.getMessage()))
              .log("log file not closed");
        }
      }
    }
  }

  static void install(LoggerContext context, EventLines appender, LoggingSection.Level level) {
    appender.setName(APPENDER);
    appender.setContext(context);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(ch.qos.logback.classic.Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.servex").setLevel(ch.qos.logback.classic.Level.toLevel(level.name()));
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
