package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same backend for the same client address, by weighted rendezvous hashing (highest random
 * weight; Thaler and Ravishankar 1998).
 *
 * <p>Idea: every backend draws a number from the hash of its own identity and the client's address,
 * and the best draw wins. The loss of a backend moves only its own clients, and its return brings
 * them back, since nobody else's draw changes. With {@code u} drawn uniformly from (0, 1), the
 * score {@code -weight / ln u} makes the shares proportional to the weights.
 */
final class IpHash implements BalancingStrategy {
  private static final double UNIT = 0x1.0p-53;

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = eligible.toArray(Backend[]::new);
    return request -> pick(backends, request);
  }

  private static @Nullable Backend pick(Backend[] backends, SelectionContext request) {
    var client = request.clientAddressHash();
    Backend best = null;
    var bestScore = 0.0;
    for (var backend : backends) {
      if (!request.excludes(backend)) {
        var score = score(client, backend);
        if (best == null || score > bestScore) {
          best = backend;
          bestScore = score;
        }
      }
    }
    return best;
  }

  private static double score(long client, Backend backend) {
    var hash = RequestKey.mix(client ^ backend.identityHash());
    var uniform = ((hash >>> 11) + 0.5) * UNIT;
    return -backend.weight() / Math.log(uniform);
  }
}
