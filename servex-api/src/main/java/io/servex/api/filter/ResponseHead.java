package io.servex.api.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer on its way to the client, open to changes.
 *
 * <p>What belongs to the connection ({@code Connection}, {@code Transfer-Encoding}, {@code
 * Content-Length} and the like) is the gateway's to write and cannot be changed.
 *
 * <p><b>Threading and ownership:</b> valid during the call that it was passed to, on that thread.
 */
public interface ResponseHead {
  /**
   * The status (RFC 9110 §15).
   *
   * @return 200 to 999
   */
  int status();

  /**
   * Whether a backend made the answer, and not the gateway or a filter.
   *
   * @return true for a backend's answer
   */
  boolean fromBackend();

  /**
   * Whether a body follows; none does after HEAD, 204 and 304.
   *
   * @return true when bytes may follow
   */
  boolean hasBody();

  /**
   * The length of the body.
   *
   * @return bytes, or -1 when it shows only at its end
   */
  long bodyLength();

  /**
   * The first value of a field.
   *
   * @param name the field's name in any case
   * @return the value, or null when the field is absent
   */
  @Nullable String header(String name);

  /**
   * All values of a field, one for each line, in their order.
   *
   * @param name the field's name in any case
   * @return an immutable list, empty when the field is absent
   */
  List<String> headers(String name);

  /**
   * Sets a field in the place of all with that name.
   *
   * @param name a token (RFC 9110 §5.1)
   * @param value visible characters, spaces and tabs (RFC 9110 §5.5)
   * @throws IllegalArgumentException if a field like this cannot be sent
   */
  void setHeader(String name, String value);

  /**
   * Sets a field in the place of all with its name, without looking at its characters again.
   *
   * @param field what was prepared when the filter was created
   */
  default void setHeader(PreparedField field) {
    setHeader(field.name(), field.value());
  }

  /**
   * Adds a field behind those that are there.
   *
   * @param name a token
   * @param value visible characters, spaces and tabs
   * @throws IllegalArgumentException if a field like this cannot be sent
   */
  void addHeader(String name, String value);

  /**
   * Adds a field behind those that are there, without looking at its characters again.
   *
   * @param field what was prepared when the filter was created
   */
  default void addHeader(PreparedField field) {
    addHeader(field.name(), field.value());
  }

  /**
   * Removes all fields with a name.
   *
   * @param name the name in any case
   */
  void removeHeader(String name);

  /**
   * Answers with something else. What the backend still sends is let go. The filters that this
   * answer has not passed yet see the other one.
   *
   * @param response what is answered instead
   */
  void replaceWith(Response response);

  /**
   * Lets the body pass through a transformer. The length of the result is unknown, so that {@code
   * Content-Length} goes. Transformers of several filters follow one another in the order of the
   * calls. Without a body, nothing happens but that the length goes.
   *
   * @param transformer used for this body alone
   */
  void transformBody(BodyTransformer transformer);
}
