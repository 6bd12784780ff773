package io.servex.api.filter;

import io.servex.api.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Looks at requests before a backend does, and at answers before the client does.
 *
 * <p>{@link #request} is asked first, in the order of {@link FilterPhase}. An answer passes the
 * filters that were asked, the last one first, whoever made it: the backend, the gateway, or one of
 * them.
 *
 * <p><b>Hot:</b> called concurrently on event loops. A filter must neither block nor log there;
 * what takes its time is done elsewhere and awaited with {@link Verdict#await}. A filter that
 * throws is counted and logged by the gateway, and the exchange is answered with 500: nothing
 * passes a filter that failed.
 *
 * <p><b>Lifecycle:</b> one instance for each place where the configuration names it. {@link #close}
 * is called once, after the last exchange that could use it.
 */
public interface Filter extends AutoCloseable {
  /**
   * Decides about a request whose head is known, and whose body may still be on its way.
   *
   * @param exchange the exchange, valid until {@link #completed} has returned
   * @return what is to be done
   */
  Verdict request(FilterExchange exchange);

  /**
   * Looks at the head of the answer, and may change it. Interim answers and the 101 of an upgrade
   * do not come here.
   *
   * @param exchange the exchange
   * @param response the head, valid during this call
   */
  default void response(FilterExchange exchange, ResponseHead response) {}

  /**
   * Looks at an answer of the gateway for which no filter was asked, and may change its fields. So
   * answered are bytes that are no acceptable request (400, 408, 414, 431 and the like), requests
   * that are shed under pressure (503), and those for which a matcher failed (500). What depends on
   * the request is for {@link #rejected(RequestHead, ResponseHead)}.
   *
   * <p>Shedding must cost little: what a filter makes of a 503 is sent to all who are shed within a
   * second, so that it must not depend on who is answered. {@link ResponseHead#replaceWith} and
   * {@link ResponseHead#transformBody} throw {@link IllegalStateException} here. A filter that
   * throws is counted, and the answer goes on without it. Neither {@link #response} nor {@link
   * #completed} is called for such an answer.
   *
   * @param secure whether it came over TLS; of a request, as {@link
   *     io.servex.api.http.RequestHead#secure} says
   * @param response the head, valid during this call
   */
  default void rejected(boolean secure, ResponseHead response) {}

  /**
   * Adds what depends on who is answered to an answer of that kind, where the head of the request
   * is known: it was shed, or a matcher failed. Called for each such request, after {@link
   * #rejected(boolean, ResponseHead)} for many of them; it must cost little for that. What is said
   * there about the answer holds here too.
   *
   * @param request the head, valid during this call
   * @param response the head of the answer, valid during this call
   */
  default void rejected(RequestHead request, ResponseHead response) {}

  /**
   * What this filter offers at paths of its own, to those who are not known yet: it stands in the
   * phase {@link FilterPhase#ENDPOINTS}. Asked for once.
   *
   * @return another filter, which ends with this one and is not closed by itself; null for none
   */
  default @Nullable Filter endpoints() {
    return null;
  }

  /**
   * The exchange is over. Called exactly once for each filter that was asked.
   *
   * @param exchange the exchange, valid during this call
   * @param status the status that the client was answered with; 499 when it left before
   */
  default void completed(FilterExchange exchange, int status) {}

  /** Lets go of what the filter holds. */
  @Override
  default void close() {}
}
