package io.servex.api.filter;

import io.servex.api.http.AddressBlocks;
import io.servex.api.http.RequestHead;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as a filter sees them.
 *
 * <p><b>Threading:</b> every method is called on the event loop of the exchange, within a call to
 * the filter; nothing of it may be kept for another thread but the values that it returned.
 */
public interface FilterExchange {
  /**
   * The head of the request, with the changes that were made by {@link #setHeader} and {@link
   * #removeHeader}.
   *
   * @return the head
   */
  RequestHead request();

  /**
   * The address of the client for a filter with proxies of its own to trust, in the place of those
   * that {@link RequestHead#clientAddress} goes by.
   *
   * @param trusted the proxies
   * @return an IPv4 or IPv6 address in text form
   */
  String clientAddress(AddressBlocks trusted);

  /**
   * Reports something that whoever watches over security wants to know. It is written down when the
   * exchange is over, if anybody wants it.
   *
   * @param event what happened
   */
  void audit(AuditEvent event);

  /**
   * The id that the answer and the forwarded request carry as {@code X-Request-ID}.
   *
   * @return printable ASCII
   */
  String requestId();

  /**
   * Where the request goes.
   *
   * @return the name of the rule, the path of the gateway's endpoint, or null when nothing took the
   *     request
   */
  @Nullable String rule();

  /**
   * The length of the request's body.
   *
   * @return bytes; 0 without a body, -1 when its length shows only at its end
   */
  long bodyLength();

  /**
   * Bounds the body of the request where its length is not known beforehand. As soon as one byte
   * more has come, nothing more is sent to the backend, and the client gets an answer instead,
   * unless it already got the head of another; then its connection is closed. Of several bounds the
   * smallest holds.
   *
   * @param most bytes
   * @param refusal what is answered to a body that is longer
   */
  void limitBody(long most, Response refusal);

  /**
   * Sets a field of the request that the backend gets, in the place of all with that name.
   *
   * @param name a token (RFC 9110 §5.1), none of those that the gateway itself writes
   * @param value visible characters, spaces and tabs (RFC 9110 §5.5)
   * @throws IllegalArgumentException if a field like this cannot be sent
   */
  void setHeader(String name, String value);

  /**
   * Removes all fields with a name from the request that the backend gets.
   *
   * @param name the name in any case
   */
  void removeHeader(String name);

  /**
   * Removes all fields whose names begin alike from the request that the backend gets.
   *
   * @param prefix what the names begin with, in any case
   */
  default void removeHeaders(String prefix) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whose requests the rule takes that the request goes to.
   *
   * @return what the rule demands, or null when it says nothing
   */
  default @Nullable Access access() {
    return null;
  }

  /**
   * Says who sends the request, for the filters behind this one, and for the rule. For filters of
   * {@link FilterPhase#AUTHENTICATION}.
   *
   * @param identity the user
   */
  default void identify(Identity identity) {
    throw new UnsupportedOperationException();
  }

  /**
   * Who sends the request.
   *
   * @return the user, or null when no filter has said
   */
  default @Nullable Identity identity() {
    return null;
  }

  /**
   * What tells the sender from all others, as far as a filter found out.
   *
   * @return the id of {@link #identity}, or null
   */
  default @Nullable String user() {
    var known = identity();
    return known == null ? null : known.id();
  }

  /**
   * Reads the whole body, for a filter that answers by it. To be called within {@link
   * Filter#request}, whose verdict awaits it; a request that goes on to a backend takes its body
   * along.
   *
   * @param limit the most bytes that are held
   * @return the body, completed on the event loop; it ends with {@link BodyTooLargeException} when
   *     there is more
   */
  CompletionStage<byte[]> body(int limit);

  /**
   * Reads the beginning of the body, like {@link #body}, for a filter that looks for something
   * there. The rest stays with the client until the request goes on.
   *
   * @param length the bytes that are waited for
   * @return so many bytes or a few more, fewer when the body is shorter; completed on the event
   *     loop
   */
  CompletionStage<byte[]> bodyPrefix(int length);

  /**
   * Keeps something of this filter's own until the exchange ends.
   *
   * @param value what {@link #kept} returns from now on
   */
  void keep(Object value);

  /**
   * What this filter kept.
   *
   * @return the value, or null
   */
  @Nullable Object kept();
}
