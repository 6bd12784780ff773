package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One backend after the other, in file order. The counter belongs to the strategy, so that a change
 * of membership does not send everybody to the first backend.
 */
final class RoundRobin implements BalancingStrategy {
  private final AtomicInteger turn;

  RoundRobin() {
    this(0);
  }

  /** Begins at a turn; the counter wraps after 2^32 of them. */
  RoundRobin(int first) {
    turn = new AtomicInteger(first);
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    return request -> pick(backends, request);
  }

  private @Nullable Backend pick(Backend[] backends, SelectionContext request) {
    var first = Integer.remainderUnsigned(turn.getAndIncrement(), backends.length);
    for (var step = 0; step < backends.length; step++) {
      var at = first + step;
      var backend = backends[at < backends.length ? at : at - backends.length];
      if (!request.excludes(backend)) {
        return backend;
      }
    }
    return null;
  }
}
