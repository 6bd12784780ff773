package io.servex.server;

import java.io.Serial;

/** A valid configuration with which the gateway cannot start; the message is one sentence. */
public final class StartException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what stood in the way. */
  public StartException(String message) {
    super(message);
  }
}
