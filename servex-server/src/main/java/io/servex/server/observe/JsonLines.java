package io.servex.server.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes each event as one JSON object on one line: time, level, msg, then the event's keys. */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private final JsonFactory json = new JsonFactory();

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var out = new ByteArrayOutputStream(512);
    try (var generator = json.createGenerator(ObjectWriteContext.empty(), out)) {
      generator.writeStartObject();
      generator.writeStringProperty("time", event.getInstant().toString());
      generator.writeStringProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
      generator.writeStringProperty("msg", event.getFormattedMessage());
      var pairs = event.getKeyValuePairs();
      if (pairs != null) {
        for (var pair : pairs) {
          generator.writeName(pair.key);
          value(generator, pair.value);
        }
      }
      var cause = event.getThrowableProxy();
      if (cause != null) {
        generator.writeStringProperty("error", cause.getClassName() + ": " + cause.getMessage());
      }
      generator.writeEndObject();
    }
    out.writeBytes("\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static void value(JsonGenerator generator, Object value) {
    switch (value) {
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Boolean truth -> generator.writeBoolean(truth);
      case null -> generator.writeNull();
      default -> generator.writeString(value.toString());
    }
  }
}
