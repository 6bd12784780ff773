package io.servex.health;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Some statuses of HTTP.
 *
 * <p>Immutable.
 */
final class StatusSet {
  private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

  private final BitSet statuses;

  private StatusSet(BitSet statuses) {
    this.statuses = statuses;
  }

  /**
   * Reads statuses and ranges of them, both ends included.
   *
   * @throws IllegalArgumentException if one cannot be read
   */
  static StatusSet parse(List<String> texts) {
    var statuses = new BitSet();
    texts.forEach(text -> statuses.or(range(text)));
    return new StatusSet(statuses);
  }

  /**
   * Reads a status, or a range of them.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static BitSet range(String text) {
    var range = RANGE.matcher(text.strip());
    var first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
    var last = first > 0 && range.group(2) != null ? Integer.parseInt(range.group(2)) : first;
    if (first == 0 || last < first) {
      throw new IllegalArgumentException(
          text + " (expected: a status, or a range such as 200-299)");
    }
    var statuses = new BitSet();
    statuses.set(first, last + 1);
    return statuses;
  }

  boolean contains(int status) {
    return statuses.get(status);
  }
}
