package io.servex.server.admin;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON. What needs it asks this class and has no mapper of its own: some five hundred
 * classes come with the first mapper, and a start has no use for them.
 *
 * <p><b>Threading:</b> for all threads that may wait.
 */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** The value in UTF-8. */
  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /**
   * The value as text.
   *
   * @throws JacksonException if no JSON can be made of it
   */
  static String text(@org.jspecify.annotations.Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
