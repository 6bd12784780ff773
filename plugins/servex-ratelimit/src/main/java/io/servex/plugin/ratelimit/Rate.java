package io.servex.plugin.ratelimit;

import io.servex.plugin.ratelimit.store.BucketLimit;
import io.servex.plugin.ratelimit.store.Taken;
import java.math.BigInteger;
import java.time.Duration;

/**
 * How many requests are allowed, by the generic cell rate algorithm (GCRA): a bucket of tokens that
 * is kept as one number.
 *
 * <p>Idea: instead of counting tokens and refilling them, remember when the bucket would be full
 * again. A request moves that moment into the future by what one token takes to come back, and is
 * refused when it would lie further away than an empty bucket takes to fill.
 *
 * <p>Invariant: within any time {@code t}, at most {@code burst + t * requests / interval} requests
 * of one key are allowed, and a request is never refused while the model has a whole token.
 *
 * <p>Exactness: an interval divided by a number of requests is seldom a whole number of
 * microseconds. So moments are counted in parts of a microsecond such that a token takes a whole
 * number of them. Where that would take more than {@value #FINEST} parts, a token is rounded up by
 * less than one part: never more is allowed than was configured.
 *
 * <p>Reference: ITU-T I.371, annex A. <b>Threading:</b> immutable.
 */
final class Rate {
  /** The finest parts of a microsecond. Eight years of them are less than a {@code long} holds. */
  static final int FINEST = 1 << 14;

  /** The most parts that a bucket takes to fill: half of what is left of a {@code long} then. */
  private static final long LONGEST = 1L << 60;

  private final int burst;
  private final long parts;
  private final long token;
  private final long bucket;

  private Rate(int burst, long parts, long token) {
    this.burst = burst;
    this.parts = parts;
    this.token = token;
    this.bucket = burst * token;
  }

  /**
   * Makes a rate.
   *
   * @param requests how many tokens come in an interval; positive
   * @param interval positive
   * @param burst how many tokens a bucket holds; positive
   * @throws IllegalArgumentException if it takes longer than centuries to fill the bucket
   */
  static Rate of(int requests, Duration interval, int burst) {
    var micros = Math.ceilDiv(interval.toNanos(), 1000);
    var common = BigInteger.valueOf(micros).gcd(BigInteger.valueOf(requests)).longValueExact();
    var parts = requests / common;
    var token = BigInteger.valueOf(micros / common);
    if (parts > FINEST) {
      var most = BigInteger.valueOf(micros).multiply(BigInteger.valueOf(FINEST));
      token = most.add(BigInteger.valueOf(requests - 1L)).divide(BigInteger.valueOf(requests));
      parts = FINEST;
    }
    if (token.multiply(BigInteger.valueOf(burst)).compareTo(BigInteger.valueOf(LONGEST)) > 0) {
      throw new IllegalArgumentException(burst + " (expected: what comes back within centuries)");
    }
    return new Rate(burst, parts, token.longValueExact());
  }

  /**
   * The rate of a limit.
   *
   * @throws IllegalArgumentException if it takes longer than centuries to fill the bucket
   */
  static Rate of(BucketLimit limit) {
    return of(limit.requests(), limit.interval(), limit.burst());
  }

  /** How many tokens a bucket holds. */
  int burst() {
    return burst;
  }

  /**
   * The present in parts.
   *
   * @param micros microseconds since some moment, 0 or more
   */
  long moment(long micros) {
    return micros * parts;
  }

  /**
   * Takes a token.
   *
   * @param full when the bucket is full again, in parts; anything not after {@code now} is a full
   *     bucket
   * @param now the present in parts
   * @return when it is full after that; unchanged, and as its complement, when there is no token
   */
  long take(long full, long now) {
    var after = Math.max(full, now) + token;
    return after - now <= bucket ? after : ~full;
  }

  /**
   * What a call of {@link #take} came to. The present of another thread may be a little later, and
   * what it took a little more than a bucket: nothing is left then.
   */
  Taken taken(long result, long now) {
    var full = result < 0 ? ~result : result;
    var missing = Math.max(0, full - now);
    return new Taken(
        result >= 0,
        Math.max(0, bucket - missing) / token,
        Math.ceilDiv(missing, parts),
        Math.ceilDiv(Math.max(0, missing + token - bucket), parts));
  }
}
