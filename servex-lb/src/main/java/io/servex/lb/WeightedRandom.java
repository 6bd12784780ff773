package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Any backend, with a chance in proportion to its weight. */
final class WeightedRandom implements BalancingStrategy {
  private final RandomGenerator random;

  WeightedRandom(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    var total = eligible.stream().mapToLong(Backend::weight).sum();
    return request -> pick(backends, total, request);
  }

  private @Nullable Backend pick(Backend[] backends, long total, SelectionContext request) {
    var left = random.nextLong(total);
    for (var backend : backends) {
      left -= backend.weight();
      if (left < 0) {
        if (!request.excludes(backend)) {
          return backend;
        }
        break;
      }
    }
    return pickAmongTheRest(backends, request);
  }

  private @Nullable Backend pickAmongTheRest(Backend[] backends, SelectionContext request) {
    var total = 0L;
    for (var backend : backends) {
      total += request.excludes(backend) ? 0 : backend.weight();
    }
    var left = total == 0 ? 0 : random.nextLong(total);
    for (var backend : backends) {
      if (!request.excludes(backend)) {
        left -= backend.weight();
        if (left < 0) {
          return backend;
        }
      }
    }
    return null;
  }
}
