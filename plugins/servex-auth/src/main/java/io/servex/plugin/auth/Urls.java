package io.servex.plugin.auth;

import java.net.URI;
import java.util.Set;

/** Whom the gateway asks about users. */
final class Urls {
  /** What a message about another URL says. */
  static final String EXPECTED =
      "https://host/path, or http on this machine, or insecure_http: true";

  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  private Urls() {}

  /**
   * Whether nobody on the way can answer instead.
   *
   * @param trusted whether everybody on the way to another machine is believed
   */
  static boolean isSafe(URI url, boolean trusted) {
    var scheme = url.getScheme();
    var host = url.getHost();
    return host != null
        && url.getUserInfo() == null
        && ("https".equalsIgnoreCase(scheme)
            || "http".equalsIgnoreCase(scheme) && (trusted || HERE.contains(host)));
  }

  /** The URL without what may be a secret. */
  static String shown(URI url) {
    return url.getScheme() + "://" + url.getHost();
  }
}
