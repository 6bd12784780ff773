package io.servex.plugin.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The arithmetic against a bucket that counts its tokens in fractions, slowly and exactly. */
class RateProperties {
  /** Tokens times the interval, so that nothing is rounded. */
  private static final class ExactBucket {
    private final BigInteger token;
    private final BigInteger perMicro;
    private final BigInteger most;
    private BigInteger level;
    private long last;

    ExactBucket(int requests, Duration interval, int burst) {
      token = BigInteger.valueOf(interval.toNanos() / 1000);
      perMicro = BigInteger.valueOf(requests);
      most = token.multiply(BigInteger.valueOf(burst));
      level = most;
    }

    private void refill(long now) {
      level = level.add(perMicro.multiply(BigInteger.valueOf(now - last))).min(most);
      last = now;
    }

    boolean take(long now) {
      refill(now);
      if (level.compareTo(token) < 0) {
        return false;
      }
      level = level.subtract(token);
      return true;
    }

    long remaining() {
      return level.divide(token).longValueExact();
    }

    /** Microseconds until there are so many parts. */
    long until(BigInteger wanted) {
      var missing = wanted.subtract(level).max(BigInteger.ZERO);
      return missing.add(perMicro).subtract(BigInteger.ONE).divide(perMicro).longValueExact();
    }
  }

  @Property(tries = 2000)
  void allowsWhatAnExactBucketAllows(
      @ForAll @IntRange(min = 1, max = 5000) int requests,
      @ForAll @LongRange(min = 1, max = 100_000) long intervalMillis,
      @ForAll @IntRange(min = 1, max = 60) int burst,
      @ForAll @Size(max = 120) List<@LongRange(min = 0, max = 200_000) Long> pauses) {
    var interval = Duration.ofMillis(intervalMillis);
    var rate = Rate.of(requests, interval, burst);
    var model = new ExactBucket(requests, interval, burst);
    var full = 0L;
    var micros = 0L;
    for (var pause : pauses) {
      // Small pauses keep the bucket near empty, where rounding would show.
      micros += pause % 3 == 0 ? pause : pause % 7;
      var now = rate.moment(micros);
      var result = rate.take(full, now);
      full = result < 0 ? ~result : result;
      var taken = rate.taken(result, now);

      assertThat(taken.allowed()).isEqualTo(model.take(micros));
      assertThat(taken.remaining()).isEqualTo(model.remaining());
      assertThat(taken.fullMicros()).isEqualTo(model.until(model.most));
      assertThat(taken.nextMicros())
          .isEqualTo(taken.allowed() ? taken.nextMicros() : model.until(model.token));
    }
  }

  /** Also where a token is no whole number of the finest parts, and so rounded up. */
  @Property(tries = 1000)
  void neverAllowsMoreInAnyWindow(
      @ForAll @IntRange(min = 1, max = 2_000_000_000) int requests,
      @ForAll @LongRange(min = 1, max = 4000) long intervalMillis,
      @ForAll @IntRange(min = 1, max = 20) int burst,
      @ForAll @Size(max = 100) List<@LongRange(min = 0, max = 3000) Long> pauses) {
    var rate = Rate.of(requests, Duration.ofMillis(intervalMillis), burst);
    var full = 0L;
    var micros = 0L;
    var allowed = new ArrayList<Long>();
    for (var pause : pauses) {
      micros += pause % 5 == 0 ? pause : 0;
      var result = rate.take(full, rate.moment(micros));
      if (result >= 0) {
        full = result;
        allowed.add(micros);
      }
    }
    for (var from = 0; from < allowed.size(); from++) {
      for (var to = from; to < allowed.size(); to++) {
        var window = BigInteger.valueOf(allowed.get(to) - allowed.get(from));
        var promised =
            window
                .multiply(BigInteger.valueOf(requests))
                .divide(BigInteger.valueOf(intervalMillis * 1000))
                .add(BigInteger.valueOf(burst));
        assertThat(BigInteger.valueOf(to - from + 1L)).isLessThanOrEqualTo(promised);
      }
    }
  }

  /** Who waits for as long as it is told, gets a token; who waits a microsecond less, none. */
  @Property(tries = 1000)
  void saysExactlyHowLongToWait(
      @ForAll @IntRange(min = 1, max = 5000) int requests,
      @ForAll @LongRange(min = 1, max = 100_000) long intervalMillis,
      @ForAll @IntRange(min = 1, max = 30) int burst,
      @ForAll @LongRange(min = 0, max = 1L << 40) long start) {
    var rate = Rate.of(requests, Duration.ofMillis(intervalMillis), burst);
    var now = rate.moment(start);
    var full = 0L;
    var result = rate.take(full, now);
    while (result >= 0) {
      full = result;
      result = rate.take(full, now);
    }
    var wait = rate.taken(result, now).nextMicros();

    assertThat(wait).isPositive();
    assertThat(rate.take(full, rate.moment(start + wait - 1))).isNegative();
    assertThat(rate.take(full, rate.moment(start + wait))).isPositive();
  }
}
