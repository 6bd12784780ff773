package io.servex.server.dump;

import java.util.regex.Pattern;

/**
 * Some statuses.
 *
 * @param least the smallest
 * @param most the largest
 * @param without whether it is all others that are meant
 */
record StatusRange(int least, int most, boolean without) {
  private static final int LARGEST = 999;
  private static final Pattern COMPARISON = Pattern.compile("(>=|<=|!=|>|<|==?|)\\s*([0-9]{3})");
  private static final Pattern CLASS = Pattern.compile("([1-9])[xX][xX]");
  private static final Pattern RANGE = Pattern.compile("([0-9]{3})\\s*-\\s*([0-9]{3})");

  /** Reads {@code 404}, {@code >=500}, {@code !=200}, {@code 5xx} or {@code 400-499}. */
  static StatusRange parse(String text) {
    var trimmed = text.strip();
    var family = CLASS.matcher(trimmed);
    if (family.matches()) {
      var first = Integer.parseInt(family.group(1)) * 100;
      return new StatusRange(first, first + 99, false);
    }
    var range = RANGE.matcher(trimmed);
    if (range.matches()) {
      return new StatusRange(
          Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)), false);
    }
    var comparison = COMPARISON.matcher(trimmed);
    if (!comparison.matches()) {
      throw new IllegalArgumentException(
          "--status: " + text + " (expected: such as 404, >=500, !=200, 5xx or 400-499)");
    }
    var status = Integer.parseInt(comparison.group(2));
    return switch (comparison.group(1)) {
      case ">=" -> new StatusRange(status, LARGEST, false);
      case ">" -> new StatusRange(status + 1, LARGEST, false);
      case "<=" -> new StatusRange(0, status, false);
      case "<" -> new StatusRange(0, status - 1, false);
      case "!=" -> new StatusRange(status, status, true);
      default -> new StatusRange(status, status, false);
    };
  }

  boolean contains(int status) {
    return (status >= least && status <= most) != without;
  }
}
