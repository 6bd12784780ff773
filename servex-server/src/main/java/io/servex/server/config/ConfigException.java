package io.servex.server.config;

import java.io.Serial;

/** A configuration that cannot be used; the message names every problem and its place. */
public final class ConfigException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public ConfigException(String message) {
    super(message);
  }
}
