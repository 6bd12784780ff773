package io.servex.health;

/**
 * What the rounds of a check say about a backend, so far.
 *
 * <p>A backend is up until its first round, which decides alone. From then on it goes down after so
 * many failed rounds in a row (fall), and comes up after so many passed ones (rise).
 *
 * <p>Immutable.
 *
 * @param up whether the backend counts as well
 * @param judged whether there was any round
 * @param against how many rounds in a row, the last one included, said the opposite of {@code up}
 */
record HealthState(boolean up, boolean judged, int against) {
  /** Before the first round. */
  static final HealthState UNKNOWN = new HealthState(true, false, 0);

  /**
   * The state after a further round.
   *
   * @param passed whether the round passed
   * @param rise how many rounds bring a backend up; at least 1
   * @param fall how many rounds take it down; at least 1
   */
  HealthState after(boolean passed, int rise, int fall) {
    if (!judged || passed == up) {
      return new HealthState(passed, true, 0);
    }
    return against + 1 >= (up ? fall : rise)
        ? new HealthState(passed, true, 0)
        : new HealthState(up, true, against + 1);
  }
}
