package io.servex.api.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer that a filter makes. Its length, date and request id are the gateway's to write.
 *
 * <p>Immutable; to be kept and used again where it is always the same, unless its body is a file.
 */
public final class Response {
  private static final String JSON = "application/json; charset=utf-8";

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final @Nullable FileBody file;
  private final List<Field> fields;

  /**
   * A field of the head.
   *
   * @param name a token (RFC 9110 §5.1)
   * @param value visible characters, spaces and tabs (RFC 9110 §5.5)
   */
  public record Field(String name, String value) {}

  private Response(
      int status, String contentType, byte[] body, @Nullable FileBody file, List<Field> fields) {
    if (status < 200 || status > 999) {
      throw new IllegalArgumentException("status " + status + " (expected: 200 to 999)");
    }
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.file = file;
    this.fields = List.copyOf(fields);
  }

  /**
   * An answer without a body.
   *
   * @param status 200 to 999
   * @return the answer
   */
  public static Response of(int status) {
    return new Response(status, "", new byte[0], null, List.of());
  }

  /**
   * An answer with a body.
   *
   * @param status 200 to 999
   * @param contentType the media type of the body
   * @param body the bytes, copied
   * @return the answer
   */
  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, contentType, body.clone(), null, List.of());
  }

  /**
   * An answer whose body is a part of a file, sent without being copied where that is possible. The
   * file must be on a disk, and be opened on no event loop: see {@link Verdict#await}. The answer
   * can be given once.
   *
   * @param status 200 to 999, and one that has a body
   * @param contentType the media type of the body
   * @param file the part, which belongs to the gateway once this is answered
   * @return the answer
   */
  public static Response file(int status, String contentType, FileBody file) {
    if (status == 204 || status == 205 || status == 304) {
      throw new IllegalArgumentException("status " + status + " (expected: one that has a body)");
    }
    return new Response(status, contentType, new byte[0], file, List.of());
  }

  /**
   * An answer of JSON text.
   *
   * @param status 200 to 999
   * @param json the text
   * @return the answer
   */
  public static Response json(int status, String json) {
    return new Response(status, JSON, json.getBytes(StandardCharsets.UTF_8), null, List.of());
  }

  /**
   * An error in the form that all errors of the gateway have: {@code {"message":"…"}}.
   *
   * @param status 400 to 599
   * @param message any text
   * @return the answer
   */
  public static Response error(int status, String message) {
    var json = new StringBuilder(message.length() + 16).append("{\"message\":\"");
    for (var i = 0; i < message.length(); i++) {
      var c = message.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u00")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        json.append(c);
      }
    }
    return json(status, json.append("\"}").toString());
  }

  /**
   * The same answer with a further field.
   *
   * @param name a token
   * @param value visible characters, spaces and tabs
   * @return another answer
   */
  public Response with(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Response(status, contentType, body, file, more);
  }

  /**
   * The status.
   *
   * @return 200 to 999
   */
  public int status() {
    return status;
  }

  /**
   * The media type of the body.
   *
   * @return empty without a body
   */
  public String contentType() {
    return contentType;
  }

  /**
   * The file that is the body.
   *
   * @return null when the body is {@link #body}
   */
  public @Nullable FileBody file() {
    return file;
  }

  /**
   * The body.
   *
   * @return a copy; empty when it is a file
   */
  public byte[] body() {
    return body.clone();
  }

  /**
   * The fields that were added.
   *
   * @return an immutable list
   */
  public List<Field> fields() {
    return fields;
  }
}
