package io.servex.api.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Dates as fields have them (RFC 9110 §5.6.7), to the second.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class HttpDate {
  private static final DateTimeFormatter FIXED = pattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'");

  /** What recipients must still understand: RFC 850's form, and asctime's. */
  private static final List<DateTimeFormatter> OBSOLETE =
      List.of(
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.US),
          pattern("EEE MMM ppd HH:mm:ss uuuu"));

  private HttpDate() {}

  private static DateTimeFormatter pattern(String text) {
    return DateTimeFormatter.ofPattern(text, Locale.US);
  }

  /**
   * Writes a date.
   *
   * @param instant any time of the years 0 to 9999; fractions of its second are cut off
   * @return text such as {@code Sun, 06 Nov 1994 08:49:37 GMT}
   */
  public static String format(Instant instant) {
    return FIXED.format(instant.atOffset(ZoneOffset.UTC));
  }

  /**
   * Reads a date in any of the three forms.
   *
   * @param text a field's value
   * @return the time, or null when the text is no date
   */
  public static @Nullable Instant parse(String text) {
    var known = parse(FIXED, text);
    for (var i = 0; known == null && i < OBSOLETE.size(); i++) {
      known = parse(OBSOLETE.get(i), text);
    }
    return known;
  }

  private static @Nullable Instant parse(DateTimeFormatter form, String text) {
    try {
      return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
