package io.servex.dump;

import io.servex.api.capture.Capture;
import io.servex.api.dump.DumpRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A capture and its line.
 *
 * @param rule the rule's name
 * @param capture what it was made of
 * @param json the line
 */
record EncodedRecord(String rule, Capture capture, JsonBytes json) implements DumpRecord {
  @Override
  public Instant timestamp() {
    return Instant.ofEpochMilli(capture.timestampMillis());
  }

  @Override
  public @Nullable String backend() {
    return capture.backend();
  }

  @Override
  public String requestId() {
    return capture.requestId();
  }

  @Override
  public int statusCode() {
    return capture.status();
  }

  @Override
  public Duration duration() {
    return Duration.ofNanos(capture.durationNanos());
  }

  @Override
  public ByteBuffer line() {
    return ByteBuffer.wrap(json.bytes(), 0, json.length()).asReadOnlyBuffer();
  }
}
