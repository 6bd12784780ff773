package io.servex.plugin.staticfiles;

import io.servex.api.http.EntityTags;
import io.servex.api.http.HttpDate;
import io.servex.api.http.RequestHead;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GET or HEAD asks for beside a path: its conditions and its range.
 *
 * @param match the lines of If-Match
 * @param noneMatch the lines of If-None-Match
 * @param unmodifiedSince If-Unmodified-Since
 * @param modifiedSince If-Modified-Since
 * @param range Range; null for HEAD, which has none (RFC 9110 §14.2)
 * @param ifRange If-Range
 */
record Conditions(
    List<String> match,
    List<String> noneMatch,
    @Nullable String unmodifiedSince,
    @Nullable String modifiedSince,
    @Nullable String range,
    @Nullable String ifRange) {

  static Conditions of(RequestHead request) {
    var get = request.method().equals("GET");
    return new Conditions(
        request.headers("If-Match"),
        request.headers("If-None-Match"),
        request.header("If-Unmodified-Since"),
        request.header("If-Modified-Since"),
        get ? request.header("Range") : null,
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
    if (!range.matches("(?i)bytes=\\s*([0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})\\s*")) {
      return new Outcome.Whole();
    }
    var text = range.substring(range.indexOf('=') + 1).strip();
    var dash = text.indexOf('-');
    if (dash == 0) {
      var suffix = Long.parseLong(text.substring(1));
      return suffix == 0 || size == 0
          ? new Outcome.Unsatisfiable()
          : new Outcome.Part(Math.max(0, size - suffix), size - 1);
    }
    var first = Long.parseLong(text.substring(0, dash));
    var last = dash == text.length() - 1 ? size - 1 : Long.parseLong(text.substring(dash + 1));
    if (dash < text.length() - 1 && last < first) {
      return new Outcome.Whole();
    }
    return first >= size
        ? new Outcome.Unsatisfiable()
        : new Outcome.Part(first, Math.min(last, size - 1));
  }
}
