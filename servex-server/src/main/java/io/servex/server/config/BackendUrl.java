package io.servex.server.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What makes a URL one that a backend can have. */
final class BackendUrl {
  static final String EXPECTED = "http://host:port or https://host:port";

  private BackendUrl() {}

  /** What is wrong with a URL, in the grammar of messages; null when nothing is. */
  static @Nullable String problem(URI url) {
    var scheme = url.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      return expected(url, EXPECTED);
    }
    if (url.getRawUserInfo() != null) {
      return expected(url, "no user and password in front of the host");
    }
    if (url.getHost() == null) {
      return expected(url, EXPECTED + ", the host of letters, digits, hyphens and dots");
    }
    if (url.getRawFragment() != null) {
      return expected(url, "no # and nothing behind it");
    }
    return url.getPort() == 0 || url.getPort() > 65535
        ? expected(url, "a port from 1 to 65535")
        : null;
  }

  private static String expected(URI url, String rule) {
    return shown(url.toString()) + " (expected: " + rule + ")";
  }

  /** The text without a password: messages end in logs. */
  static String shown(String text) {
    return text.replaceFirst("//[^/?#]*@", "//********@");
  }
}
