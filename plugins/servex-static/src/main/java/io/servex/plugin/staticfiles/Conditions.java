package io.servex.plugin.staticfiles;

import io.servex.api.http.EntityTags;
import io.servex.api.http.HttpDate;
import io.servex.api.http.RequestHead;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a GET or HEAD asks for beside a path: its conditions and its range.
 *
 * @param match the lines of If-Match
 * @param noneMatch the lines of If-None-Match
 * @param unmodifiedSince If-Unmodified-Since
 * @param modifiedSince If-Modified-Since
 * @param range Range; null for HEAD, which has none (RFC 9110 §14.2), and where there are several
 * @param ifRange If-Range
 */
record Conditions(
    List<String> match,
    List<String> noneMatch,
    @Nullable String unmodifiedSince,
    @Nullable String modifiedSince,
    @Nullable String range,
    @Nullable String ifRange) {

  private static final Pattern ONE_RANGE =
      Pattern.compile("(?i)bytes=\\s*(?:([0-9]+)-([0-9]*)|-([0-9]+))\\s*");

  /** What has more digits is beyond the end of any file. */
  private static final int MOST_DIGITS = 18;

  static Conditions of(RequestHead request) {
    var ranges = request.method().equals("GET") ? request.headers("Range") : List.<String>of();
    return new Conditions(
        request.headers("If-Match"),
        request.headers("If-None-Match"),
        request.header("If-Unmodified-Since"),
        request.header("If-Modified-Since"),
        ranges.size() == 1 ? ranges.getFirst() : null,
        request.header("If-Range"));
  }

  /** What becomes of a request for a file. */
  sealed interface Outcome {
    /** The client wants to know whether something is still there, and it is not: 412. */
    record Failed() implements Outcome {}

    /** The client has it: 304. */
    record Unchanged() implements Outcome {}

    /** The file ends before the range: 416. */
    record Unsatisfiable() implements Outcome {}

    /** All of it. */
    record Whole() implements Outcome {}

    /**
     * A part of it.
     *
     * @param first the first byte
     * @param last the last byte
     */
    record Part(long first, long last) implements Outcome {}
  }

  /** Decides in the order of RFC 9110 §13.2.2. */
  Outcome outcome(String tag, Instant modified, long size) {
    var second = modified.truncatedTo(ChronoUnit.SECONDS);
    if (!match.isEmpty()) {
      if (!EntityTags.stronglyListed(match, tag)) {
        return new Outcome.Failed();
      }
    } else if (after(second, unmodifiedSince)) {
      return new Outcome.Failed();
    }
    if (!noneMatch.isEmpty()) {
      if (EntityTags.listed(noneMatch, tag)) {
        return new Outcome.Unchanged();
      }
    } else if (upTo(second, modifiedSince)) {
      return new Outcome.Unchanged();
    }
    return range == null || !sameAsBefore(tag, second) ? new Outcome.Whole() : part(range, size);
  }

  private static boolean after(Instant modified, @Nullable String date) {
    var known = date == null ? null : HttpDate.parse(date);
    return known != null && modified.isAfter(known);
  }

  private static boolean upTo(Instant modified, @Nullable String date) {
    var known = date == null ? null : HttpDate.parse(date);
    return known != null && !modified.isAfter(known);
  }

  /** Whether the client's other parts are of the same file (RFC 9110 §13.1.5). */
  private boolean sameAsBefore(String tag, Instant modified) {
    if (ifRange == null) {
      return true;
    }
    return ifRange.startsWith("\"") || ifRange.startsWith("W/")
        ? EntityTags.stronglyListed(List.of(ifRange), tag)
        : modified.equals(HttpDate.parse(ifRange));
  }

  /** One range; several, and what is none, are answered with the whole (RFC 9110 §14.2). */
  private static Outcome part(String range, long size) {
    var asked = ONE_RANGE.matcher(range);
    if (!asked.matches()) {
      return new Outcome.Whole();
    }
    if (asked.group(3) != null) {
      var suffix = position(asked.group(3));
      return suffix == 0 || size == 0
          ? new Outcome.Unsatisfiable()
          : new Outcome.Part(Math.max(0, size - suffix), size - 1);
    }
    var first = asked.group(1);
    var last = asked.group(2);
    if (!last.isEmpty() && less(last, first)) {
      return new Outcome.Whole();
    }
    return position(first) >= size
        ? new Outcome.Unsatisfiable()
        : new Outcome.Part(
            position(first), last.isEmpty() ? size - 1 : Math.min(position(last), size - 1));
  }

  private static boolean less(String digits, String others) {
    var one = significant(digits);
    var other = significant(others);
    return one.length() == other.length()
        ? one.compareTo(other) < 0
        : one.length() < other.length();
  }

  private static long position(String digits) {
    var known = significant(digits);
    return known.length() > MOST_DIGITS
        ? Long.MAX_VALUE
        : known.isEmpty() ? 0 : Long.parseLong(known);
  }

  private static String significant(String digits) {
    var zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return digits.substring(zeros);
  }
}
