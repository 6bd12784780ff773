package io.servex.api.plugin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that must not be shown: a token, a password, a key. {@link #toString()} masks it, so that
 * it reaches no log, no dump and no printed configuration by accident.
 */
public final class Secret {
  private final String value;

  /**
   * Wraps a text.
   *
   * @param value the text to protect
   */
  public Secret(String value) {
    this.value = value;
  }

  /**
   * Gives the text away. Use it where it is needed, and keep no copy.
   *
   * @return the text itself
   */
  public String reveal() {
    return value;
  }

  /** Compares in a time that depends on the lengths alone. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** A fixed mask, whatever the text and its length. */
  @Override
  public String toString() {
    return "********";
  }
}
