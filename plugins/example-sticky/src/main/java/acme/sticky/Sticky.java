package acme.sticky;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the backend with the best score for a request, which depends on both alone (rendezvous
 * hashing). Requests without the field go by the client's address.
 *
 * <p>Immutable.
 */
final class Sticky implements BalancingStrategy {
  private final RequestKey key;

  /** Goes by a header field. */
  Sticky(String header) {
    key = new RequestKey.Header(header);
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    return request -> best(eligible, request, request.hash(key));
  }

  private static @Nullable Backend best(
      List<Backend> eligible, SelectionContext request, long hash) {
    Backend best = null;
    var bestScore = 0L;
    for (var i = 0; i < eligible.size(); i++) {
      var candidate = eligible.get(i);
      var score = RequestKey.mix(hash ^ candidate.identityHash());
      if (!request.excludes(candidate) && (best == null || score > bestScore)) {
        best = candidate;
        bestScore = score;
      }
    }
    return best;
  }
}
