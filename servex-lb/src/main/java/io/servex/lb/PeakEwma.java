package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.Outcome;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Of two backends, drawn by weight, the one where a request is likely to be answered sooner: the
 * average time to a response's head, sensitive to peaks, times the requests that are ahead in line.
 *
 * <p>What fails is often quick about it, and a plain average would draw all traffic there. A
 * failure (429 and any 5xx among them) therefore counts as an answer that took at least the
 * penalty. A backend of which nothing is known yet gets one request at first, and further ones once
 * that was answered. An attempt that was given up tells only that an answer would have taken
 * longer.
 *
 * <p><b>Threading:</b> the map is replaced as a whole, its values are atomic.
 */
final class PeakEwma implements BalancingStrategy {
  /** More than any average can be: a day in nanoseconds. */
  private static final double UNKNOWN_AND_ASKED = 86_400e9;

  /** How many backends beside the eligible ones are remembered: they may come back. */
  private static final int MOST_OTHERS = 64;

  private final long decayNanos;
  private final long penaltyNanos;
  private final RandomGenerator random;
  private final LongSupplier clock;
  private volatile IdentityHashMap<Backend, Latency> known = new IdentityHashMap<>();

  PeakEwma(long decayNanos, long penaltyNanos, RandomGenerator random, LongSupplier clock) {
    this.decayNanos = decayNanos;
    this.penaltyNanos = penaltyNanos;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var next = new IdentityHashMap<>(known);
    if (next.size() > MOST_OTHERS + 2 * eligible.size()) {
      next.keySet().retainAll(Set.copyOf(eligible));
    }
    var latencies = new Latency[eligible.size()];
    for (var i = 0; i < latencies.length; i++) {
      latencies[i] = next.computeIfAbsent(eligible.get(i), _ -> new Latency(decayNanos));
    }
    known = next;
    var backends = eligible.toArray(Backend[]::new);
    return new BetterOfTwo(eligible, at -> cost(backends[at], latencies[at]), random);
  }

  private double cost(Backend backend, Latency latency) {
    var nanos = latency.nanos(clock.getAsLong());
    var inFlight = backend.inFlight();
    if (nanos == 0 && inFlight > 0) {
      nanos = UNKNOWN_AND_ASKED;
    }
    return nanos * (1 + (double) inFlight / backend.weight());
  }

  @Override
  public void completed(Backend backend, Outcome outcome, long nanos) {
    var latency = known.get(backend);
    if (latency == null) {
      return;
    }
    var now = clock.getAsLong();
    switch (outcome) {
      case ANSWERED -> latency.observe(nanos, now);
      case OVERLOADED, SERVER_ERROR, CONNECT_FAILED, BROKEN, TIMED_OUT ->
          latency.observe(Math.max(nanos, penaltyNanos), now);
      case ABANDONED -> {
        if (nanos > latency.nanos(now)) {
          latency.observe(nanos, now);
        }
      }
    }
  }
}
