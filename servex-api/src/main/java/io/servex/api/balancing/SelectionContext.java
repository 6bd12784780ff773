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
   * Whether the host rules a backend out for this request: it was tried already, or it is at its
   * connection limit. The host checks again after the pick, in one step with taking the place.
   *
   * @param backend a backend of the picker's snapshot
   * @return true if a pick of it would be wasted
   */
  boolean excludes(Backend backend);
}
