package io.servex.testkit;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which fields a filter may write (RFC 9110 §5). */
final class FieldRules {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

  /** What frames a message, or belongs to the connection. */
  private static final Set<String> OF_THE_GATEWAY =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private FieldRules() {}

  static void check(String name, String value) {
    if (!TOKEN.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " (expected: a token)");
    }
    if (OF_THE_GATEWAY.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(name + " (expected: a field that is not the gateway's)");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(name + ": (expected: visible characters and blanks)");
    }
  }
}
