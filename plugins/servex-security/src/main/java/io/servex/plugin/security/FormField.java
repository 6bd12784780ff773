package io.servex.plugin.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds one field in what a form sent, or in the beginning of it. What is no form, or is cut off
 * within the field, has no such field.
 */
final class FormField {
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME =
      Pattern.compile(
          "^content-disposition:\\s*form-data\\s*;(?:.*;)?\\s*name=(?:\"([^\"]*)\"|([^\\s;\"]*))",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private FormField() {}

  /** Whether a content type is a form's. */
  static boolean isForm(@Nullable String contentType) {
    return is(contentType, URL_ENCODED) || is(contentType, MULTIPART);
  }

  private static boolean is(@Nullable String contentType, String wanted) {
    if (contentType == null) {
      return false;
    }
    var end = contentType.indexOf(';');
    var type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT).equals(wanted);
  }

  /**
   * Finds a field in a body.
   *
   * @param contentType a form's
   * @param body the bytes, from the beginning
   */
  static @Nullable String find(String name, String contentType, byte[] body) {
    return is(contentType, URL_ENCODED)
        ? inPairs(name, new String(body, ISO_8859_1))
        : inParts(name, contentType, new String(body, ISO_8859_1));
  }

  /** Finds a field in a query, or in a body that looks like one. */
  static @Nullable String inPairs(String name, String pairs) {
    for (var start = 0; start < pairs.length(); ) {
      var next = pairs.indexOf('&', start);
      var end = next < 0 ? pairs.length() : next;
      var equals = pairs.indexOf('=', start);
      if (equals >= 0 && equals < end && name.equals(decoded(pairs.substring(start, equals)))) {
        return decoded(pairs.substring(equals + 1, end));
      }
      start = end + 1;
    }
    return null;
  }

  private static @Nullable String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Walks over the parts (RFC 7578, RFC 2046 §5.1.1). */
  private static @Nullable String inParts(String name, String contentType, String body) {
    var parameter = BOUNDARY.matcher(contentType);
    if (!parameter.find()) {
      return null;
    }
    var quoted = parameter.group(1);
    var delimiter = "\r\n--" + (quoted == null ? parameter.group(2) : quoted);
    var text = "\r\n" + body;
    for (var at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) {
      var head = text.indexOf("\r\n", at + delimiter.length());
      var value = text.indexOf("\r\n\r\n", at + delimiter.length());
      var end = value < 0 ? -1 : text.indexOf(delimiter, value + 2);
      if (end < 0) {
        return null;
      }
      if (name.equals(name(text.substring(head, value)))) {
        return end < value + 4 ? "" : text.substring(value + 4, end);
      }
    }
    return null;
  }

  private static @Nullable String name(String head) {
    var found = NAME.matcher(head);
    if (!found.find()) {
      return null;
    }
    var quoted = found.group(1);
    return quoted == null ? found.group(2) : quoted;
  }
}
