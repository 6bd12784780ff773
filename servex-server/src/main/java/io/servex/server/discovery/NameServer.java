package io.servex.server.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Reads the address of a name server. */
public final class NameServer {
  private static final String EXPECTED = " (expected: an IP address, perhaps with a port)";

  private NameServer() {}

  /**
   * Reads an address: {@code 10.0.0.2}, {@code 10.0.0.2:5353}, {@code fd00::2} or {@code
   * [fd00::2]:5353}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static InetSocketAddress parse(String text) {
    var host = text;
    var port = SystemResolver.PORT;
    if (text.matches("(\\[[^]]+]|[^:]+):[0-9]{1,5}")) {
      var colon = text.lastIndexOf(':');
      host = text.substring(0, colon);
      port = Integer.parseInt(text.substring(colon + 1));
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text + EXPECTED, e);
    }
  }
}
