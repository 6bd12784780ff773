package io.servex.core.exchange;

import io.servex.core.decode.DecodedResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Reads what a backend says about when to come back (RFC 9110 §10.2.3). */
final class RetryAfter {
  private static final long LONGEST_SECONDS = 86_400;

  private RetryAfter() {}

  /** The time to wait in nanoseconds, a day at most; 0 when the response asks for none. */
  static long nanos(DecodedResponse response, Instant now) {
    var value = response.fields().first("Retry-After");
    if (value == null || value.isEmpty()) {
      return 0;
    }
    var seconds = value.matches("[0-9]{1,18}") ? Long.parseLong(value) : until(value, now);
    return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_SECONDS)).toNanos();
  }

  private static long until(String date, Instant now) {
    try {
      var then = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
      return Duration.between(now, then).plusMillis(999).toSeconds();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
