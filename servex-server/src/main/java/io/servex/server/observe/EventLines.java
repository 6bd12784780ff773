package io.servex.server.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.servex.server.config.LoggingSection.Format;
import io.servex.server.config.LoggingSection.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Writes each event as one line: time, level, message, then the event's keys and its cause. */
final class EventLines extends AppenderBase<ILoggingEvent> {
  private final LogOutput output;
  private final LogLine line;
  private final LogKey logger = new LogKey("logger");
  private final LogKey error = new LogKey("error");
  private final LogKey stack = new LogKey("stack");
  private final ConcurrentMap<String, LogKey> keys = new ConcurrentHashMap<>();

  EventLines(LogOutput output, Format format) {
    this.output = output;
    this.line = new LogLine(format);
  }

  LogOutput output() {
    return output;
  }

  /** Called by one thread at a time: the base class locks. */
  @Override
  protected void append(ILoggingEvent event) {
    line.begin(event.getTimeStamp(), level(event.getLevel()), event.getFormattedMessage());
    if (!event.getLoggerName().startsWith("io.servex")
        || event.getLoggerName().startsWith("io.servex.plugin.")) {
      line.add(logger, event.getLoggerName());
    }
    var pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (var pair : pairs) {
        value(keys.computeIfAbsent(pair.key, LogKey::new), pair.value);
      }
    }
    var cause = event.getThrowableProxy();
    if (cause != null) {
      line.add(error, cause.getClassName() + ": " + cause.getMessage());
      line.add(stack, ThrowableProxyUtil.asString(cause));
    }
    line.end();
    output.write(line.bytes(), 0, line.length(), 0);
  }

  private void value(LogKey key, @Nullable Object value) {
    switch (value) {
      case null -> line.addNull(key);
      case Integer number -> line.add(key, number.longValue());
      case Long number -> line.add(key, number);
      case Double number -> line.add(key, number);
      case Boolean truth -> line.add(key, truth);
      default -> line.add(key, value.toString());
    }
  }

  private static Level level(ch.qos.logback.classic.Level level) {
    return switch (level.toInt()) {
      case ch.qos.logback.classic.Level.ERROR_INT -> Level.ERROR;
      case ch.qos.logback.classic.Level.WARN_INT -> Level.WARN;
      case ch.qos.logback.classic.Level.INFO_INT -> Level.INFO;
      default -> Level.DEBUG;
    };
  }
}
