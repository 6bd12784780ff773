package io.servex.core.select;

/**
 * Whether a request may be given to another backend: never twice unless that cannot be told from
 * once, or nothing was sent.
 */
public record RetryPolicy() {
  /**
   * Decides.
   *
   * @param idempotent whether the method is idempotent (RFC 9110 §9.2.2)
   * @param nothingSent whether no byte of the request was sent
   * @param bodyConsumed whether bytes of the body are gone
   * @param sawBytes whether a byte of a response came
   */
  public boolean mayRetry(
      boolean idempotent, boolean nothingSent, boolean bodyConsumed, boolean sawBytes) {
    return nothingSent || idempotent && !bodyConsumed && !sawBytes;
  }
}
