package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Of two backends, drawn by weight, the one with fewer requests in flight for its weight. Requests
 * that still wait for a connection count, so that a backend that does not accept any more is left
 * alone at once.
 */
final class PowerOfTwoChoices implements BalancingStrategy {
  private final RandomGenerator random;

  PowerOfTwoChoices(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    return new BetterOfTwo(
        eligible, at -> (double) backends[at].inFlight() / backends[at].weight(), random);
  }
}
