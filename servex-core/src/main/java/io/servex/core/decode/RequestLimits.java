package io.servex.core.decode;

/**
 * How large a head may be.
 *
 * @param maxLineBytes the request line, without its CRLF; longer is answered with 414
 * @param maxHeadBytes the whole head; larger is answered with 431
 * @param maxFields the number of fields; more is answered with 431
 * @param underscores what becomes of field names with an underscore
 */
public record RequestLimits(
    int maxLineBytes, int maxHeadBytes, int maxFields, Underscores underscores) {
  /** The defaults: 8 KiB, 32 KiB, 100 fields, colliding names dropped. */
  public static final RequestLimits DEFAULT =
      new RequestLimits(8 * 1024, 32 * 1024, 100, Underscores.DELETE);

  /** What becomes of a field whose name has an underscore where another field has a hyphen. */
  public enum Underscores {
    /** Both are forwarded. */
    KEEP,
    /** The one with the underscore is not forwarded. */
    DELETE,
    /** The request is refused. */
    REJECT
  }
}
