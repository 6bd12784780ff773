package io.servex.server.observe;

import io.servex.server.config.LoggingSection;
import java.io.IOException;

/**
 * Where the lines about a gateway's requests go, over all its configurations. The program has one
 * log for everything, {@link ProcessLog}; a gateway inside another program has its own, {@link
 * OwnLog}, and leaves what else is logged to its host.
 *
 * <p><b>Threading:</b> one change at a time; the rest for all threads.
 */
public sealed interface GatewayLog extends AutoCloseable permits OwnLog, ProcessLog {
  /** Where lines go now. */
  LogOutput output();

  /**
   * Opens what other settings ask for, and changes nothing yet.
   *
   * @throws IOException if a file cannot be written
   */
  Change prepare(LoggingSection settings) throws IOException;

  @Override
  void close() throws IOException;

  /** Settings that can be applied, or not. */
  interface Change {
    /** Goes by them from now on. */
    void apply();

    /** Lets go of what was opened. */
    void discard();
  }
}
