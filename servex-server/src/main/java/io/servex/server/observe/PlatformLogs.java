package io.servex.server.observe;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Leads what is logged through {@link System.Logger}, by plugins and by the JDK, to the same lines
 * as everything else.
 */
public final class PlatformLogs extends System.LoggerFinder {
  /** Made by the JDK. */
  public PlatformLogs() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Bridge(LoggerFactory.getLogger(name));
  }

  private static @Nullable Level level(System.Logger.Level level) {
    return switch (level) {
      case ALL, TRACE -> Level.TRACE;
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case ERROR -> Level.ERROR;
      case OFF -> null;
    };
  }

  private record Bridge(Logger logger) implements System.Logger {
    @Override
    public String getName() {
      return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      var wanted = level(level);
      return wanted != null && logger.isEnabledForLevel(wanted);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable cause) {
      var wanted = level(level);
      if (wanted != null && logger.isEnabledForLevel(wanted)) {
        logger.atLevel(wanted).setCause(cause).log(localized(bundle, message));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... values) {
      var wanted = level(level);
      if (wanted != null && logger.isEnabledForLevel(wanted)) {
        logger.atLevel(wanted).log(filled(localized(bundle, format), values));
      }
    }

    private static String localized(@Nullable ResourceBundle bundle, @Nullable String message) {
      if (bundle != null && message != null) {
        try {
          return bundle.getString(message);
        } catch (MissingResourceException | ClassCastException e) {
          return message;
        }
      }
      return String.valueOf(message);
    }

    /** Values that do not fit the format are no reason to lose the message. */
    private static String filled(String format, @Nullable Object @Nullable [] values) {
      if (values == null || values.length == 0) {
        return format;
      }
      try {
        return MessageFormat.format(format, values);
      } catch (IllegalArgumentException e) {
        return format;
      }
    }
  }
}
