package io.servex.plugin.auth;

import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells backends who sends a request: {@code X-User-ID}, {@code X-User-Name} and {@code
 * X-User-Roles}, the roles with commas between them. Bytes that are no visible ASCII, the percent
 * sign and the comma are written as in URLs (RFC 3986 §2.1), so that each text comes back as it
 * was.
 */
final class IdentityFields {
  /** What the names of all these fields begin with. */
  static final String PREFIX = "X-User-";

  private IdentityFields() {}

  static void set(FilterExchange exchange, Identity identity) {
    exchange.setHeader("X-User-ID", encoded(identity.id()));
    exchange.setHeader("X-User-Name", encoded(identity.name()));
    exchange.setHeader("X-User-Roles", roles(identity.roles()));
  }

  private static String roles(List<String> roles) {
    var text = new StringBuilder();
    for (var role : roles) {
      text.append(text.isEmpty() ? "" : ",").append(encoded(role));
    }
    return text.toString();
  }

  static String encoded(String text) {
    var plain = true;
    for (var i = 0; i < text.length() && plain; i++) {
      plain = isPlain(text.charAt(i));
    }
    if (plain) {
      return text;
    }
    var out = new StringBuilder();
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) (b & 0xff))) {
        out.append((char) b);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c < 127 && c != '%' && c != ',';
  }
}
