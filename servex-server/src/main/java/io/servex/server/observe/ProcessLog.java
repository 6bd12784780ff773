package io.servex.server.observe;

import io.servex.server.config.LoggingSection;
import java.io.IOException;

/** The log of the program: everything that it has to say, in one place. See {@link Logs}. */
public final class ProcessLog implements GatewayLog {
  @Override
  public LogOutput output() {
    return Logs.output();
  }

  @Override
  public Change prepare(LoggingSection settings) throws IOException {
    return Logs.prepare(settings);
  }

  /** Leaves it open: the program has a last word. */
  @Override
  public void close() {}
}
