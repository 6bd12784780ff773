package io.servex.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values of a query, or of a form that was sent (URL Standard §5.1). */
final class Form {
  private final Map<String, String> values = new HashMap<>();

  Form(@Nullable String text) {
    read(text);
  }

  /** Reads more of them; the last one of a name counts. */
  Form and(String text) {
    read(text);
    return this;
  }

  private void read(@Nullable String text) {
    for (var part : (text == null ? "" : text.strip()).split("&")) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        values.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Nullable String value(String name) {
    return values.get(name);
  }
}
