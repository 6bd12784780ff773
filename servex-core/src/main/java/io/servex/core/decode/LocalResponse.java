package io.servex.core.decode;

import io.servex.api.filter.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole response that the gateway makes itself.
 *
 * @param status the status, 200 or above
 * @param contentType the media type of the body
 * @param body the body; not to be changed any more
 * @param file what the body is instead; null for {@code body}
 * @param fields further header lines, each {@code Name: value}
 */
@SuppressWarnings("ArrayRecordComponent")
public record LocalResponse(
    int status, String contentType, byte[] body, @Nullable LocalFile file, List<String> fields) {
  private static final String JSON = "application/json; charset=utf-8";

  /** Copies the header lines. */
  public LocalResponse {
    fields = List.copyOf(fields);
  }

  /** A body that is here as a whole. */
  public LocalResponse(int status, String contentType, byte[] body, List<String> fields) {
    this(status, contentType, body, null, fields);
  }

  /** A body of JSON text. */
  public static LocalResponse json(int status, String json, String... fields) {
    return new LocalResponse(status, JSON, json.getBytes(StandardCharsets.UTF_8), List.of(fields));
  }

  /** The error body of the gateway; the message must need no escaping in JSON. */
  public static LocalResponse error(int status, String message, String... fields) {
    return json(status, "{\"message\":\"" + message + "\"}", fields);
  }

  /**
   * What a filter answers with. A file is <b>owned</b> by the result; it is closed where there is
   * none.
   *
   * @throws IllegalArgumentException if a field cannot be sent
   */
  public static LocalResponse of(Response response) {
    var part = response.file();
    try {
      var fields = new ArrayList<String>();
      for (var field : response.fields()) {
        AddedFields.checkResponse(field.name(), field.value());
        fields.add(field.name() + ": " + field.value());
      }
      AddedFields.checkResponse("Content-Type", response.contentType());
      return new LocalResponse(
          response.status(),
          response.contentType(),
          response.body(),
          part == null ? null : new LocalFile(part),
          fields);
    } catch (IllegalArgumentException e) {
      if (part != null) {
        LocalFile.close(part);
      }
      throw e;
    }
  }

  /** The length of the body; -1 when it shows only at its end. */
  public long length() {
    return file == null ? body.length : file.length();
  }

  /** The reason phrase of the status. */
  public String reason() {
    return ReasonPhrases.of(status);
  }
}
