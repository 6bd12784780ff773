package io.servex.server.observe;

/**
 * What all series of one name have in common.
 *
 * @param name as it is exposed
 * @param kind what may be done with its numbers
 * @param help one sentence for people
 */
public record Family(String name, Kind kind, String help) {
  /** What may be done with the numbers of a family. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    INFO
  }

  /** A family of numbers that only rise. */
  public static Family counter(String name, String help) {
    return new Family(name, Kind.COUNTER, help);
  }

  /** A family of numbers that rise and fall. */
  public static Family gauge(String name, String help) {
    return new Family(name, Kind.GAUGE, help);
  }

  /** A family of durations in seconds. */
  public static Family histogram(String name, String help) {
    return new Family(name, Kind.HISTOGRAM, help);
  }
}
