package io.servex.plugin.auth;

import io.servex.api.http.RequestHead;
import io.servex.plugin.auth.account.AuthorizationField;

/**
 * One way in which requests say who sends them.
 *
 * <p><b>Hot:</b> called concurrently on event loops for requests to rules that ask for users.
 */
interface Scheme {
  /**
   * Looks for who sends a request.
   *
   * @param request the head, valid during this call
   * @return what was found
   */
  Finding find(RequestHead request);

  /** Whether a request shows credentials of this way, good ones or others. */
  default boolean shown(RequestHead request) {
    return request.header(AuthorizationField.NAME) != null;
  }

  /**
   * How a client is told of this way (RFC 9110 §11.6.1).
   *
   * @param refused whether it was tried in vain
   * @return a challenge; empty for a way that has none
   */
  String challenge(boolean refused);
}
