package io.servex.api.filter;

/** A body is longer than whoever asked for it wants to hold. */
public final class BodyTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the limit.
   *
   * @param limit in bytes
   */
  public BodyTooLargeException(int limit) {
    super("the body is longer than " + limit + " bytes");
  }
}
