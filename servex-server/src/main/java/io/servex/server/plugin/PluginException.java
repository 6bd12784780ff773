package io.servex.server.plugin;

/** A plugin cannot be loaded; the message says why in one sentence. */
public final class PluginException extends Exception {
  private static final long serialVersionUID = 1L;

  PluginException(String message) {
    super(message);
  }

  PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
