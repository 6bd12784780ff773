package io.servex.testkit;

import io.servex.api.dump.DumpRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * A captured exchange that never was. Once its time is over, its bytes are others, as in the
 * gateway, and every other question is an error.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TestRecord implements DumpRecord {
  private final int number;
  private final byte[] line;
  private boolean over;

  /**
   * Makes a record.
   *
   * @param number tells it apart
   */
  public TestRecord(int number) {
    this.number = number;
    this.line = (text() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The line without its line feed.
   *
   * @return JSON
   */
  public String text() {
    return "{\"request_id\":\"test-" + number + "\",\"status_code\":200,\"note\":\"é\"}";
  }

  /** The call that it was passed to has returned. */
  public void end() {
    over = true;
    java.util.Arrays.fill(line, (byte) '#');
  }

  private <T> T valid(T value) {
    if (over) {
      throw new IllegalStateException("the record was kept beyond the call");
    }
    return value;
  }

  @Override
  public Instant timestamp() {
    return valid(Instant.parse("2026-01-01T00:00:00Z").plusMillis(number));
  }

  @Override
  public String rule() {
    return valid("rule");
  }

  @Override
  public String backend() {
    return valid("http://10.0.0.1:8080");
  }

  @Override
  public String requestId() {
    return valid("test-" + number);
  }

  @Override
  public int statusCode() {
    return valid(200);
  }

  @Override
  public Duration duration() {
    return valid(Duration.ofMillis(1));
  }

  @Override
  public ByteBuffer line() {
    return valid(ByteBuffer.wrap(line).asReadOnlyBuffer());
  }
}
