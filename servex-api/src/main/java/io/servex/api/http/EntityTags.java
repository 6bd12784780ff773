package io.servex.api.http;

import java.util.List;

/**
 * Compares the entity tags of conditional requests (RFC 9110 §8.8.3).
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class EntityTags {
  private EntityTags() {}

  /**
   * Whether a tag is one of a list, or the list is {@code *}, by the weak comparison that {@code
   * If-None-Match} asks for: a tag is the same whether it is marked as weak or not.
   *
   * @param lines the lines of the field
   * @param tag the tag of what there is, with its quotes
   * @return true when it is; what is no list of tags has none
   */
  public static boolean listed(List<String> lines, String tag) {
    var opaque = tag.startsWith("W/") ? tag.substring(2) : tag;
    return lines.stream().anyMatch(line -> line.strip().equals("*") || has(line, opaque, true));
  }

  /**
   * Whether a tag is one of a list, or the list is {@code *}, by the strong comparison that {@code
   * If-Match} and {@code If-Range} ask for: no weak tag is the same as any.
   *
   * @param lines the lines of the field
   * @param tag the tag of what there is, with its quotes
   * @return true when it is; what is no list of tags has none
   */
  public static boolean stronglyListed(List<String> lines, String tag) {
    var strong = !tag.startsWith("W/");
    return lines.stream()
        .anyMatch(line -> line.strip().equals("*") || strong && has(line, tag, false));
  }

  private static boolean has(String line, String opaque, boolean weakToo) {
    var at = 0;
    while (at < line.length()) {
      var c = line.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        at++;
        continue;
      }
      var weak = line.startsWith("W/", at);
      var start = weak ? at + 2 : at;
      var end =
          start < line.length() && line.charAt(start) == '"' ? line.indexOf('"', start + 1) : -1;
      if (end < 0) {
        return false;
      }
      if ((weakToo || !weak) && line.substring(start, end + 1).equals(opaque)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }
}
