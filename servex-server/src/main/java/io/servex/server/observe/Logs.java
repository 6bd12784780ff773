package io.servex.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.servex.server.config.LoggingSection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up the logs: one format, on the standard error stream. */
public final class Logs {
  private Logs() {}

  /** Applies the settings to the whole process. */
  public static void configure(LoggingSection settings) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(settings.format(), context));
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.servex").setLevel(Level.toLevel(settings.level().name()));
  }

  private static Encoder<ILoggingEvent> encoder(
      LoggingSection.Format format, LoggerContext context) {
    if (format == LoggingSection.Format.JSON) {
      var lines = new JsonLines();
      lines.setContext(context);
      lines.start();
      return lines;
    }
    var pattern = new PatternLayoutEncoder();
    pattern.setContext(context);
    pattern.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg %kvp%n%ex{0}");
    pattern.start();
    return pattern;
  }
}
