package io.servex.plugin.cors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The origins that are allowed (RFC 6454 §4: scheme, host and port). Schemes and hosts are compared
 * in lower case, and a scheme's own port may be written or not.
 */
final class Origins {
  private static final String ANY = "*";
  private static final String SEPARATOR = "://";
  private static final String WILDCARD = "*.";

  private final boolean any;
  private final Set<String> exact = new HashSet<>();
  private final List<Below> below = new ArrayList<>();

  /** All hosts below a name, reached in one way. */
  private record Below(String scheme, String suffix) {
    boolean holds(String origin) {
      var host = scheme.length();
      return origin.length() > host + suffix.length()
          && origin.startsWith(scheme)
          && origin.endsWith(suffix)
          && isName(origin.substring(host, origin.length() - suffix.length()));
    }

    /** A wildcard stands for labels of a host's name and for nothing else. */
    private static boolean isName(String text) {
      return text.chars()
          .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.');
    }
  }

  /**
   * Reads origins.
   *
   * @throws IllegalArgumentException if one is none; the message says what was expected
   */
  Origins(List<String> allowed) {
    any = allowed.contains(ANY);
    for (var origin : allowed) {
      if (origin.contains(SEPARATOR + WILDCARD) && origin.indexOf('*') == origin.lastIndexOf('*')) {
        var whole = checked(origin);
        var wildcard = whole.indexOf('*');
        below.add(new Below(whole.substring(0, wildcard), whole.substring(wildcard + 1)));
      } else if (origin.equals(ANY) || !origin.contains("*")) {
        exact.add(origin.equals(ANY) ? ANY : checked(origin));
      } else {
        throw refused(origin);
      }
    }
  }

  private static String checked(String origin) {
    var separator = origin.indexOf(SEPARATOR);
    var host = origin.substring(separator < 0 ? 0 : separator + SEPARATOR.length());
    if (!origin.equals("null")
        && (separator <= 0
            || host.isEmpty()
            || host.chars().anyMatch(c -> "/?#@, ".indexOf(c) >= 0 || c <= ' ' || c >= 127))) {
      throw refused(origin);
    }
    return normal(origin);
  }

  private static IllegalArgumentException refused(String origin) {
    return new IllegalArgumentException(
        (origin.isEmpty() ? "empty" : origin)
            + " (expected: scheme://host or scheme://host:port, https://*.example.com, null, or *)");
  }

  private static String normal(String origin) {
    var lower = origin.toLowerCase(Locale.ROOT);
    if (lower.startsWith("https://") && lower.endsWith(":443")) {
      return lower.substring(0, lower.length() - 4);
    }
    if (lower.startsWith("http://") && lower.endsWith(":80")) {
      return lower.substring(0, lower.length() - 3);
    }
    return lower;
  }

  /** Whether every origin is. */
  boolean any() {
    return any;
  }

  /** Whether the origin that a browser names is. */
  boolean allow(String origin) {
    if (any) {
      return true;
    }
    var normal = normal(origin);
    return exact.contains(normal) || below.stream().anyMatch(names -> names.holds(normal));
  }
}
