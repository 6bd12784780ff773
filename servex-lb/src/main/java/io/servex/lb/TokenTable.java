package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the backend that a token stands for, by the token's hash and then by the token itself.
 *
 * <p>Immutable.
 */
final class TokenTable {
  private final long[] hashes;
  private final List<Entry> entries;

  private record Entry(long hash, String token, Backend backend) {}

  TokenTable(List<Backend> eligible, IdentityHashMap<Backend, String> tokens) {
    entries =
        eligible.stream()
            .map(backend -> entry(tokens.getOrDefault(backend, ""), backend))
            .sorted(Comparator.comparingLong(Entry::hash))
            .toList();
    hashes = entries.stream().mapToLong(Entry::hash).toArray();
  }

  private static Entry entry(String token, Backend backend) {
    return new Entry(RequestKey.hash(token), token, backend);
  }

  /** The backend whose token a part of the request is; null when it is none. */
  @Nullable Backend find(RequestKey key, SelectionContext request) {
    var at = Arrays.binarySearch(hashes, request.hash(key));
    if (at < 0) {
      return null;
    }
    var entry = entries.get(at);
    return request.matches(key, entry.token()) ? entry.backend() : null;
  }
}
