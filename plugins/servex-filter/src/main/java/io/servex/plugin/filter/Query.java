package io.servex.plugin.filter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query (URL Standard §5.1): names and values between {@code &}, with {@code +}
 * for a space and percent-encoded UTF-8. An encoding that is none stands for itself.
 */
final class Query {
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /**
   * Reads a query.
   *
   * @param raw as the client sent it; null for none
   * @param semicolons whether a semicolon separates parameters too, as it does for some backends
   */
  Query(@Nullable String raw, boolean semicolons) {
    if (raw == null) {
      return;
    }
    var start = 0;
    for (var at = 0; at <= raw.length(); at++) {
      if (at == raw.length() || raw.charAt(at) == '&' || semicolons && raw.charAt(at) == ';') {
        if (at > start) {
          add(raw, start, at);
        }
        start = at + 1;
      }
    }
  }

  private void add(String raw, int start, int end) {
    var equals = raw.indexOf('=', start);
    var split = equals < 0 || equals > end ? end : equals;
    names.add(decoded(raw, start, split));
    values.add(split == end ? "" : decoded(raw, split + 1, end));
  }

  /** The values of a name, in their order. */
  List<String> values(String name) {
    var found = new ArrayList<String>(1);
    for (var i = 0; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        found.add(values.get(i));
      }
    }
    return found;
  }

  private static String decoded(String raw, int start, int end) {
    var plain = true;
    for (var i = start; i < end && plain; i++) {
      plain = raw.charAt(i) != '%' && raw.charAt(i) != '+' && raw.charAt(i) < 0x80;
    }
    if (plain) {
      return raw.substring(start, end);
    }
    var bytes = new ByteArrayOutputStream(end - start);
    for (var i = start; i < end; i++) {
      var c = raw.charAt(i);
      var high = i + 2 < end ? Character.digit(raw.charAt(i + 1), 16) : -1;
      var low = i + 2 < end ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (c == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
