package io.servex.api.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer, to be read only.
 *
 * <p><b>Threading and ownership:</b> valid during the call that it was passed to, on that thread.
 * Text is created when it is asked for.
 */
public interface AnswerHead {
  /**
   * The status (RFC 9110 §15).
   *
   * @return 101, or 200 to 999
   */
  int status();

  /**
   * Whether a backend made the answer, and not the gateway or a filter.
   *
   * @return true for a backend's answer
   */
  boolean fromBackend();

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
}
