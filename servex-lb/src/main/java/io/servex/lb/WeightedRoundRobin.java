package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Turns in proportion to the weights, spread as evenly as can be: weights 3 and 2 give A B A B A.
 *
 * <p>Idea: the smooth order (each backend gains its weight, the richest is taken and pays the
 * total) repeats after as many picks as the weights add up to. That cycle is worked out once for
 * each snapshot, and a pick is one step of a shared counter along it. Invariant: over a whole cycle
 * every backend is picked exactly as often as its weight says, whoever picks. Weights are reduced
 * by their common divisor, and scaled down when the cycle would be longer than {@value
 * #LONGEST_CYCLE}.
 */
final class WeightedRoundRobin implements BalancingStrategy {
  private static final int LONGEST_CYCLE = 1 << 16;

  private final AtomicInteger turn;

  WeightedRoundRobin() {
    this(0);
  }

  /** Begins at a turn; the counter wraps after 2^32 of them. */
  WeightedRoundRobin(int first) {
    turn = new AtomicInteger(first);
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    var cycle = cycle(weights(backends));
    return request -> pick(backends, cycle, request);
  }

  private @Nullable Backend pick(Backend[] backends, short[] cycle, SelectionContext request) {
    var at = Integer.remainderUnsigned(turn.getAndIncrement(), cycle.length);
    var turned = backends[cycle[at]];
    if (!request.excludes(turned)) {
      return turned;
    }
    for (var step = 1; step < cycle.length; step++) {
      at = at + 1 < cycle.length ? at + 1 : 0;
      if (!request.excludes(backends[cycle[at]])) {
        return backends[cycle[at]];
      }
    }
    return null;
  }

  private static int[] weights(Backend[] backends) {
    var weights = new int[backends.length];
    var divisor = 0;
    var total = 0L;
    for (var i = 0; i < weights.length; i++) {
      weights[i] = backends[i].weight();
      divisor = gcd(weights[i], divisor);
      total += weights[i];
    }
    var shrink = Math.max(divisor, (int) Math.min(total / LONGEST_CYCLE + 1, Integer.MAX_VALUE));
    var scale = total / divisor > LONGEST_CYCLE ? shrink : divisor;
    for (var i = 0; i < weights.length; i++) {
      weights[i] = Math.max(1, weights[i] / scale);
    }
    return weights;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  static short[] cycle(int[] weights) {
    var total = 0;
    for (var weight : weights) {
      total += weight;
    }
    var wealth = new int[weights.length];
    var cycle = new short[total];
    for (var at = 0; at < total; at++) {
      var richest = 0;
      for (var i = 0; i < weights.length; i++) {
        wealth[i] += weights[i];
        if (wealth[i] > wealth[richest]) {
          richest = i;
        }
      }
      wealth[richest] -= total;
      cycle[at] = (short) richest;
    }
    return cycle;
  }
}
