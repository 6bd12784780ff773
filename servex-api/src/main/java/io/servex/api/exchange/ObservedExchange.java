package io.servex.api.exchange;

import io.servex.api.balancing.Backend;
import io.servex.api.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as far as they have come.
 *
 * <p><b>Threading and ownership:</b> valid during the call that it was passed to, on that thread.
 * Keep the values, never the object.
 */
public interface ObservedExchange {
  /**
   * The head of the request, as the client sent it but for what filters have changed.
   *
   * @return the head, valid during the call
   */
  RequestHead request();

  /**
   * The id that the answer and the forwarded request carry as {@code X-Request-ID}.
   *
   * @return printable ASCII
   */
  String requestId();

  /**
   * Where the request goes, from {@link ExchangeListener#routed} on.
   *
   * @return the name of the rule, the path of the gateway's endpoint, or null when nothing took the
   *     request
   */
  @Nullable String rule();

  /**
   * What tells the sender from all others, as far as a filter has found out.
   *
   * @return the user's id, or null
   */
  @Nullable String user();

  /**
   * The backend of the current attempt, or of the last one.
   *
   * @return null as long as none was tried
   */
  @Nullable Backend backend();

  /**
   * The backends that were tried, one that was tried again counting again.
   *
   * @return 0 or more
   */
  int attempts();

  /**
   * The status that the client is answered with.
   *
   * @return 0 before there is an answer; 499 when the client left before
   */
  int status();

  /**
   * What went wrong, at the end of the exchange.
   *
   * @return the id of the failure as in metrics and logs, such as {@code connect}; null when
   *     nothing did, or as long as that is not known
   */
  @Nullable String failure();

  /**
   * The length of the request's body, or of what went up a tunnel, so far.
   *
   * @return bytes without framing
   */
  long bytesIn();

  /**
   * The length of the answer's body, or of what came down a tunnel, so far.
   *
   * @return bytes without framing
   */
  long bytesOut();

  /**
   * The time since the head of the request came.
   *
   * @return nanoseconds
   */
  long elapsedNanos();

  /**
   * Keeps something of this listener's own until the exchange ends.
   *
   * @param value what {@link #kept} returns from now on, to this listener alone
   */
  void keep(Object value);

  /**
   * What this listener kept.
   *
   * @return the value, or null
   */
  @Nullable Object kept();
}
