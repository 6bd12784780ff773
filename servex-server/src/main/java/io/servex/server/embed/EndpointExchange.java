package io.servex.server.embed;

import io.servex.api.filter.Response;
import io.servex.api.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * A request to an endpoint of one's own, and the answer to it. The last answer counts; it is sent
 * when the handler returns.
 *
 * <p><b>Threading:</b> for the thread that the handler was called on.
 */
public interface EndpointExchange {
  /** The most bytes of a request's body; a longer one is answered with 413. */
  int MOST_BODY = 1 << 20;

  /** The request's head. */
  RequestHead request();

  /**
   * A parameter of the query, decoded as forms are.
   *
   * @return the first one of this name, empty where it has no value; null when there is none
   */
  @Nullable String query(String name);

  /** The request's whole body, a copy: at most {@value #MOST_BODY} bytes. */
  byte[] body();

  /** The request's body, read as UTF-8. */
  String bodyText();

  /** Answers with a prepared response. */
  void respond(Response response);

  /**
   * Answers 200 with JSON.
   *
   * @param value maps, lists, texts, numbers, booleans, and what Jackson makes JSON of
   * @throws IllegalArgumentException if no JSON can be made of it
   */
  default void json(@Nullable Object value) {
    json(200, value);
  }

  /**
   * Answers with JSON.
   *
   * @param status 200 to 599
   * @param value as for {@link #json(Object)}
   * @throws IllegalArgumentException if no JSON can be made of it
   */
  void json(int status, @Nullable Object value);

  /** Answers 200 with plain text. */
  default void text(String text) {
    text(200, text);
  }

  /**
   * Answers with plain text in UTF-8.
   *
   * @param status 200 to 599
   */
  void text(int status, String text);

  /**
   * Adds a field to the answer, whichever it is.
   *
   * @param name a token
   * @param value visible characters, spaces and tabs
   */
  void header(String name, String value);
}
