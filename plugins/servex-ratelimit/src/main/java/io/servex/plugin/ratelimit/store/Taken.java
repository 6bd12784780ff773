package io.servex.plugin.ratelimit.store;

/**
 * What became of a request for a token.
 *
 * @param allowed whether there was one
 * @param remaining how many whole ones are left, 0 or more
 * @param fullMicros microseconds until the bucket is full, 0 or more
 * @param nextMicros microseconds until there is a token; 0 when there is one
 */
public record Taken(boolean allowed, long remaining, long fullMicros, long nextMicros) {
  /**
   * Checks the numbers, which clients get to see.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public Taken {
    if ((remaining | fullMicros | nextMicros) < 0) {
      throw new IllegalArgumentException(
          "remaining, fullMicros, nextMicros: "
              + remaining
              + ", "
              + fullMicros
              + ", "
              + nextMicros
              + " (expected: 0 or more)");
    }
  }
}
