package io.servex.plugin.auth.store;

/**
 * A store cannot be reached, or does not answer in time: an outage, which may be over soon, and no
 * mistake of the store. Whoever asked is answered with 503 and {@code Retry-After}, and is not let
 * in.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Says what is not there.
   *
   * @param message for the log; it must not tell a secret
   * @param cause what happened
   */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Says what is not there, where nothing was thrown.
   *
   * @param message for the log; it must not tell a secret
   */
  public StoreUnavailableException(String message) {
    super(message);
  }
}
