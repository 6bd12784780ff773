package io.servex.plugin.auth.account;

import io.servex.plugin.auth.store.User;

/** What became of what a user asked for. */
sealed interface Outcome {
  /**
   * The user is in.
   *
   * @param user who it is
   * @param tokens what the user gets
   * @param added whether the user is a new one
   */
  record SignedIn(User user, Tokens.Pair tokens, boolean added) implements Outcome {}

  /**
   * It is not done.
   *
   * @param status 400 to 599
   * @param message for the user
   * @param retryAfterSeconds when to try again; 0 for no hint
   */
  record Refused(int status, String message, long retryAfterSeconds) implements Outcome {
    Refused(int status, String message) {
      this(status, message, 0);
    }

    static Refused tooMany(long waitMillis) {
      return new Refused(429, "too many attempts", (waitMillis + 999) / 1000);
    }
  }
}
