package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws two backends by weight and takes the cheaper one. When both are excluded, the cheapest of
 * all others.
 *
 * <p>Two draws are nearly as good as looking at all backends, and do not send everybody to the one
 * that looks best at this moment (Mitzenmacher 2001).
 *
 * <p><b>Threading:</b> immutable.
 */
final class BetterOfTwo implements BalancingStrategy.Picker {
  private final Backend[] backends;
  private final WeightedPair pair;
  private final Cost cost;
  private final RandomGenerator random;

  /** What it costs to give a backend one more request. */
  interface Cost {
    /**
     * Looks at one backend.
     *
     * @param at its place in the snapshot
     * @return any number; less is better
     */
    double of(int at);
  }

  BetterOfTwo(List<Backend> eligible, Cost cost, RandomGenerator random) {
    this.backends = eligible.toArray(Backend[]::new);
    this.pair = new WeightedPair(eligible);
    this.cost = cost;
    this.random = random;
  }

  @Override
  public @Nullable Backend pick(SelectionContext request) {
    var drawn = pair.draw(random);
    var first = (int) (drawn >>> Integer.SIZE);
    var second = (int) drawn;
    var firstOut = request.excludes(backends[first]);
    var secondOut = first == second ? firstOut : request.excludes(backends[second]);
    if (!firstOut && !secondOut) {
      return backends[cost.of(second) < cost.of(first) ? second : first];
    }
    if (!firstOut) {
      return backends[first];
    }
    return secondOut ? cheapest(request, first) : backends[second];
  }

  private @Nullable Backend cheapest(SelectionContext request, int from) {
    Backend best = null;
    var least = 0.0;
    for (var step = 0; step < backends.length; step++) {
      var at = from + step < backends.length ? from + step : from + step - backends.length;
      if (!request.excludes(backends[at])) {
        var price = cost.of(at);
        if (best == null || price < least) {
          best = backends[at];
          least = price;
        }
      }
    }
    return best;
  }
}
