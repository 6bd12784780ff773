package io.servex.plugin.auth.store;

/** What became of the attempt to exchange a refresh token for the next one. */
public enum Rotation {
  /** The next token is good now, and the one that was shown is not any more. */
  DONE,
  /** The token was exchanged before: somebody has a copy. The session is gone. */
  REUSED,
  /** There is no such session. */
  UNKNOWN
}
