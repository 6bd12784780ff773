package io.servex.api.health;

/** What one attempt of a probe found. */
public sealed interface ProbeResult {
  /** The backend is well. */
  record Passed() implements ProbeResult {}

  /**
   * The backend is not well.
   *
   * @param reason what was wrong, for the log: one line, lower case, without secrets
   */
  record Failed(String reason) implements ProbeResult {}

  /** The backend is well. */
  static ProbeResult passed() {
    return new Passed();
  }

  /** The backend is not well, for a reason. */
  static ProbeResult failed(String reason) {
    return new Failed(reason);
  }
}
