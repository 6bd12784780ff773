package io.servex.server.dump;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Picks the few fields that matter out of a line, and passes over the texts of messages. */
final class EntryScanner {
  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private String timestamp = "";
  private String rule = "";
  private String backend = "";
  private String path = "";
  private int status;
  private long durationMillis;

  /** Reads a line; null when it is no entry. */
  @Nullable DumpEntry scan(byte[] bytes, int start, int end) {
    timestamp = "";
    rule = "";
    backend = "";
    path = "";
    status = 0;
    durationMillis = 0;
    try (var parser = json.createParser(ObjectReadContext.empty(), bytes, start, end - start)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (var name = parser.nextName(); name != null; name = parser.nextName()) {
        field(name, parser);
      }
      return status > 0 && !timestamp.isEmpty()
          ? new DumpEntry(timestamp, rule, backend, path, status, durationMillis)
          : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private void field(String name, JsonParser parser) {
    var value = parser.nextToken();
    switch (name) {
      case "timestamp" -> timestamp = text(parser, value);
      case "rule" -> rule = text(parser, value);
      case "backend" -> backend = text(parser, value);
      case "path" -> path = text(parser, value);
      case "status_code" -> status = value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
      case "duration_ms" ->
          durationMillis = value != null && value.isNumeric() ? parser.getLongValue() : 0;
      default -> parser.skipChildren();
    }
  }

  private static String text(JsonParser parser, @Nullable JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return "";
  }
}
