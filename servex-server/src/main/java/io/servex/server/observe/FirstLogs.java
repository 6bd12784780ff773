package io.servex.server.observe;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import io.servex.server.config.LoggingSection.Format;
import io.servex.server.config.LoggingSection.Level;

/**
 * The logs until a configuration says how they should be: what matters, as JSON on the standard
 * error stream. Without it Logback would print everything that libraries have to say to the
 * standard output, among the answers of commands.
 */
public final class FirstLogs extends ContextAwareBase implements Configurator {
  /** Made by Logback. */
  public FirstLogs() {}

  /** Inside another program its own set-up counts. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (!Boolean.getBoolean(Logs.PROGRAM)) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    // Without a listener Logback looks through its own messages for what to print, and reads the
    // time zones to do so. There is nothing among them: no file was read.
    context.getStatusManager().add(new NopStatusListener());
    Logs.install(context, new EventLines(LogOutput.standardError(), Format.JSON), Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
