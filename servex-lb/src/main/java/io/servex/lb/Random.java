package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Any backend, each with the same chance. */
final class Random implements BalancingStrategy {
  private final RandomGenerator random;

  Random(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    return request -> pick(backends, request);
  }

  private @Nullable Backend pick(Backend[] backends, SelectionContext request) {
    var drawn = backends[random.nextInt(backends.length)];
    if (!request.excludes(drawn)) {
      return drawn;
    }
    var left = 0;
    for (var backend : backends) {
      left += request.excludes(backend) ? 0 : 1;
    }
    var skip = left == 0 ? 0 : random.nextInt(left);
    for (var backend : backends) {
      if (!request.excludes(backend)) {
        if (skip == 0) {
          return backend;
        }
        skip--;
      }
    }
    return null;
  }
}
