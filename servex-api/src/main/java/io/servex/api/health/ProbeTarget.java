package io.servex.api.health;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/**
 * The backend that one attempt of a probe is about.
 *
 * <p><b>Threading:</b> confined to the thread of the attempt.
 */
public interface ProbeTarget {
  /**
   * The backend as configured, with its base path and query.
   *
   * @return scheme, host and port, and what else the URL has
   */
  URI url();

  /**
   * What {@code health_check_path} says.
   *
   * @return a path that begins with a slash, perhaps with a query; empty when none is configured
   */
  String path();

  /**
   * Opens a new connection to the backend: resolved and, for https, secured and verified as it is
   * for traffic.
   *
   * <p><b>Ownership:</b> the host closes it after the attempt; a probe may close it sooner.
   *
   * @return a connected socket with TLS on it where the scheme is https
   * @throws IOException if the backend cannot be reached, or its certificate is of no use
   */
  Socket connect() throws IOException;
}
