package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The backend with the fewest requests in flight for its weight. Ties go round, so that idle
 * backends share what little there is.
 */
final class LeastConnections implements BalancingStrategy {
  private final AtomicInteger turn;

  LeastConnections() {
    this(0);
  }

  /** Begins at a turn; the counter wraps after 2^32 of them. */
  LeastConnections(int first) {
    turn = new AtomicInteger(first);
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    return request -> pick(backends, request);
  }

  private @Nullable Backend pick(Backend[] backends, SelectionContext request) {
    var first = Integer.remainderUnsigned(turn.getAndIncrement(), backends.length);
    Backend best = null;
    var bestInFlight = 0L;
    for (var step = 0; step < backends.length; step++) {
      var at = first + step;
      var backend = backends[at < backends.length ? at : at - backends.length];
      if (request.excludes(backend)) {
        continue;
      }
      var inFlight = (long) backend.inFlight();
      if (best == null || inFlight * best.weight() < bestInFlight * backend.weight()) {
        best = backend;
        bestInFlight = inFlight;
      }
    }
    return best;
  }
}
