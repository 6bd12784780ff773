package io.servex.server.config;

import org.jspecify.annotations.Nullable;

/**
 * Where to listen.
 *
 * @param host empty for all addresses
 * @param port 0 for any
 */
public record ListenAddress(String host, int port) {
  /** Reads {@code host:port}, {@code :port} or {@code port}; null when it is none of them. */
  public static @Nullable ListenAddress parse(String text) {
    var colon = text.lastIndexOf(':');
    var host = colon < 0 ? "" : text.substring(0, colon);
    var digits = text.substring(colon + 1);
    if (!digits.matches("[0-9]{1,5}") || host.contains("/") || host.contains(" ")) {
      return null;
    }
    if (host.startsWith("[") != host.endsWith("]") || !host.startsWith("[") && host.contains(":")) {
      return null;
    }
    var port = Integer.parseInt(digits);
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return port > 65535 ? null : new ListenAddress(bare, port);
  }
}
