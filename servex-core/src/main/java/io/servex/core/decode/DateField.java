package io.servex.core.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.servex.api.http.HttpDate;
import java.time.Instant;

/**
 * The {@code Date} field of one second (RFC 9110 §6.6.1).
 *
 * <p><b>Threading:</b> immutable; where two threads make that of the present second, both make the
 * same.
 */
final class DateField {
  private static volatile DateField latest = new DateField(0);

  private final long second;
  private final byte[] line;

  private DateField(long second) {
    this.second = second;
    var text = "Date: " + HttpDate.format(Instant.ofEpochSecond(second)) + "\r\n";
    this.line = text.getBytes(ISO_8859_1);
  }

  /** Writes that of the present second, as a whole line. */
  static void put(ByteWriter out) {
    var second = System.currentTimeMillis() / 1000;
    var known = latest;
    if (known.second != second) {
      known = new DateField(second);
      latest = known;
    }
    out.put(known.line);
  }
}
