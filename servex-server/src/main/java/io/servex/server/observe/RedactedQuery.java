package io.servex.server.observe;

import java.util.List;
import java.util.Locale;

/** Writes queries without the secrets that people put into them. */
final class RedactedQuery {
  private static final List<String> SECRET =
      List.of("token", "passw", "pwd", "secret", "key", "auth", "session", "sig", "code", "jwt");

  private RedactedQuery() {}

  /** The same query, with stars for the values of parameters whose names speak of secrets. */
  static String of(String query) {
    var shown = new StringBuilder(query.length());
    for (var part : query.split("(?<=[&;])")) {
      var equals = part.indexOf('=');
      if (equals < 0 || !secret(part.substring(0, equals))) {
        shown.append(part);
      } else {
        shown.append(part, 0, equals + 1).append("***");
        if (part.endsWith("&") || part.endsWith(";")) {
          shown.append(part.charAt(part.length() - 1));
        }
      }
    }
    return shown.toString();
  }

  /** An encoded name may spell anything. */
  private static boolean secret(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.indexOf('%') >= 0 || SECRET.stream().anyMatch(lower::contains);
  }
}
