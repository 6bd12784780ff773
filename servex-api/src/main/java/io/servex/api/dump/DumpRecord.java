package io.servex.api.dump;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One captured exchange. Credentials are masked already, in the line as everywhere.
 *
 * <p><b>Threading:</b> valid during {@link DumpSink#write} only.
 */
public interface DumpRecord {
  /**
   * When the request's head had come.
   *
   * @return a time of the gateway's clock
   */
  Instant timestamp();

  /**
   * The rule that took the request.
   *
   * @return its name
   */
  String rule();

  /**
   * The backend that was asked last.
   *
   * @return its URL as configured; null when none could be asked
   */
  @Nullable String backend();

  /**
   * The id of the exchange, equal to X-Request-ID.
   *
   * @return the id
   */
  String requestId();

  /**
   * The status that the client was answered with.
   *
   * @return 100 to 999; 499 when the client left before
   */
  int statusCode();

  /**
   * From the request's head to the response's end.
   *
   * @return the duration
   */
  Duration duration();

  /**
   * The whole record as one JSON object in UTF-8, with a line feed behind it and none inside.
   *
   * @return the bytes, read-only, valid during the call of {@link DumpSink#write}
   */
  ByteBuffer line();
}
