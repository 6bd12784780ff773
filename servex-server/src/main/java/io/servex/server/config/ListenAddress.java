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
    if (!digits.matches("[0-9]{1,5}") || !host.matches("\\[[0-9A-Fa-f:.%]+]|[^\\s/:\\[\\]@]*")) {
      return null;
    }
    var port = Integer.parseInt(digits);
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return port > 65535 ? null : new ListenAddress(bare, port);
  }

  /** Lays an address of the command line over another: a port alone keeps the host. */
  public static String over(String configured, String given) {
    var before = parse(configured);
    if (before == null || before.host().isEmpty() || !given.matches("[0-9]{1,5}")) {
      return given;
    }
    return configured.substring(0, configured.lastIndexOf(':') + 1) + given;
  }
}
