package io.servex.api.balancing;

import io.servex.api.http.RequestHead;

/**
 * What a picker may know about the request that needs a backend.
 *
 * <p><b>Threading and ownership:</b> valid only during the call to {@link
 * BalancingStrategy.Picker#pick}.
 */
public interface SelectionContext {
  /**
   * The request.
   *
   * @return its head, valid during the call
   */
  RequestHead request();

  /**
   * A 64-bit hash of the resolved client address, the same on every gateway and after a restart.
   *
   * @return a well-mixed hash
   */
  long clientAddressHash();

  /**
   * A 64-bit hash of a part of the request, the same on every gateway and after a restart. Nothing
   * is allocated for it.
   *
   * @param key which part
   * @return a well-mixed hash; that of the client address when the request lacks the part, or has
   *     it without a value
   */
  long hash(RequestKey key);

  /**
   * Whether a part of the request is exactly a text. Nothing is allocated for it.
   *
   * @param key which part
   * @param value the text, in ISO 8859-1
   * @return false also when the request lacks the part
   */
  boolean matches(RequestKey key, String value);

  /**
   * Whether the host rules a backend out for this request: it was tried already, it is at its
   * connection limit, or it has just come back and is spared yet. The host checks again after the
   * pick, in one step with taking the place.
   *
   * @param backend a backend of the picker's snapshot
   * @return true if a pick of it would be wasted
   */
  boolean excludes(Backend backend);
}
