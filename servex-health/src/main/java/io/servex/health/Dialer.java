package io.servex.health;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * Opens connections to backends for probes.
 *
 * <p><b>Threading:</b> called on the threads of attempts, several at once; may block.
 */
@FunctionalInterface
public interface Dialer {
  /**
   * Opens a connection, with TLS on it where the scheme is https.
   *
   * <p><b>Ownership:</b> the caller closes it.
   *
   * @param backend where to
   * @param timeout the limit of connecting, and of each read
   * @throws IOException if there is no connection, or its certificate is of no use
   */
  Socket dial(URI backend, Duration timeout) throws IOException;
}
