package io.servex.plugin.auth.account;

import java.nio.charset.StandardCharsets;

/** Which names and passwords users may have. */
public final class PasswordRules {
  /** The message for a password that is too short or too long. */
  static final String EXPECTED = "password must have 8 to 128 characters";

  private static final int SHORTEST = 8;
  private static final int LONGEST = 128;

  private PasswordRules() {}

  /** Whether a text can be a user's name: 1 to 128 characters that can be seen and written. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && name.equals(name.strip())
        && name.codePoints().noneMatch(Character::isISOControl)
        && isText(name);
  }

  /** Whether a password is neither easy to find nor expensive to look at. */
  public static boolean isPassword(String password) {
    return password.length() <= 2 * LONGEST
        && password.codePointCount(0, password.length()) >= SHORTEST
        && password.codePointCount(0, password.length()) <= LONGEST
        && isText(password);
  }

  /** Half a surrogate pair has no bytes of its own, so two such passwords would be one. */
  private static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
