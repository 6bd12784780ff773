package io.servex.server.config;

import java.io.Serial;

/** A configuration that cannot be used; the message names every problem and its place. */
public final class ConfigException extends Exception {
  /** What a reload that is refused says at its end. */
  public static final String UNCHANGED = "; nothing was changed, what is in force goes on.";

  @Serial private static final long serialVersionUID = 1L;

  private final String problems;

  /**
   * Says what is wrong.
   *
   * @param problems all of it, without a full stop at the end
   */
  public ConfigException(String problems) {
    super(problems + "; nothing was started.");
    this.problems = problems;
  }

  /** The message where a gateway runs already. */
  public String duringReload() {
    return problems + UNCHANGED;
  }
}
