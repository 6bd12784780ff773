package io.servex.core.decode;

/** How the end of a body is found (RFC 9112 §6.3). */
public enum Framing {
  /** There is no body. */
  NONE,
  /** A known number of bytes. */
  LENGTH,
  /** The chunked transfer coding. */
  CHUNKED,
  /** Everything until the connection closes: responses only. */
  UNTIL_CLOSE
}
