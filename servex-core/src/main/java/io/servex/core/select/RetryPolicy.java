package io.servex.core.select;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When, how often and how soon a request is given to a backend again. A request is never sent twice
 * unless its method is idempotent (RFC 9110 §9.2.2): that is not for a policy to decide.
 *
 * <p>Immutable.
 *
 * @param on what is worth another attempt
 * @param attempts the most attempts of a request, the first included; 0 for each backend once
 * @param backoffNanos the longest wait before the second retry; doubled for each further one
 * @param maxBackoffNanos the longest wait of all, whoever asks for it
 * @param replayBytes how many bytes of a body are kept to be sent again
 */
public record RetryPolicy(
    Set<Condition> on, int attempts, long backoffNanos, long maxBackoffNanos, int replayBytes) {
  /** What a rule without a word about retries does: every backend once, for want of an answer. */
  public static final RetryPolicy FAILOVER =
      new RetryPolicy(
          EnumSet.of(Condition.CONNECT, Condition.RESET), 0, 25_000_000, 1_000_000_000, 64 * 1024);

  private static final int MOST_DOUBLINGS = 20;

  /** What may be worth another attempt. */
  public enum Condition {
    /** No connection could be opened, or its handshake failed: nothing was sent. */
    CONNECT("connect"),
    /** The connection broke before a byte of the response came. */
    RESET("reset"),
    BAD_GATEWAY("502"),
    UNAVAILABLE("503"),
    GATEWAY_TIMEOUT("504");

    private final String word;

    Condition(String word) {
      this.word = word;
    }

    /** What the configuration calls it. */
    public String word() {
      return word;
    }

    /** The condition that a word means; null for none. */
    public static @Nullable Condition of(String word) {
      for (var condition : values()) {
        if (condition.word.equals(word)) {
          return condition;
        }
      }
      return null;
    }
  }

  /** Copies the set. */
  public RetryPolicy {
    on = Set.copyOf(on);
  }

  /** Whether a status is worth another attempt. */
  public boolean onStatus(int status) {
    return switch (status) {
      case 502 -> on.contains(Condition.BAD_GATEWAY);
      case 503 -> on.contains(Condition.UNAVAILABLE);
      case 504 -> on.contains(Condition.GATEWAY_TIMEOUT);
      default -> false;
    };
  }

  /** Whether there are retries after something was sent. */
  public boolean resends() {
    return allowsMoreThan(1) && on.stream().anyMatch(condition -> condition != Condition.CONNECT);
  }

  /** Whether there may be one more attempt after so many. */
  public boolean allowsMoreThan(int made) {
    return attempts == 0 || made < attempts;
  }

  /** Whether a backend may be asked for a second time, once all were. */
  public boolean repeats() {
    return attempts > 0;
  }

  /**
   * How long to wait before a retry: any time up to a bound that doubles, so that those who failed
   * together do not come back together.
   *
   * @param retry the number of the retry, from 1
   * @param draw a number from 0 to 1
   */
  public long backoffNanos(int retry, double draw) {
    var doublings = Math.min(Math.max(retry - 2, 0), MOST_DOUBLINGS);
    return (long) (draw * Math.min(maxBackoffNanos, backoffNanos << doublings));
  }
}
