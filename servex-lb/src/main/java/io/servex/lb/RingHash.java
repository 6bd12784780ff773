package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same backend for the same key, by consistent hashing (Karger and others 1997).
 *
 * <p>Every backend has points on a ring, as many as its weight demands, and a request belongs to
 * the first point at or after its key's hash. The loss of a backend moves only its own requests, to
 * the owners of the points that follow.
 */
final class RingHash implements BalancingStrategy {
  private final RequestKey key;
  private final int replicas;
  private final double maxLoad;

  /**
   * Hashes a key.
   *
   * @param replicas how many points a backend of the largest weight has
   * @param maxLoad the bound as a multiple of the average; 0 for none
   */
  RingHash(RequestKey key, int replicas, double maxLoad) {
    this.key = key;
    this.replicas = replicas;
    this.maxLoad = maxLoad;
  }

  private record Point(long at, int owner) {}

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = HashOrder.sorted(eligible);
    var points = points(backends);
    var ring = Arrays.stream(points).mapToLong(Point::at).toArray();
    var owners = Arrays.stream(points).mapToInt(Point::owner).toArray();
    var order = new HashOrder(backends, owners, maxLoad);
    return request -> pick(ring, order, request);
  }

  private Point[] points(Backend[] backends) {
    var seeds = HashOrder.seeds(backends);
    var largest = Arrays.stream(backends).mapToLong(Backend::weight).max().orElse(1);
    var points = new java.util.ArrayList<Point>();
    for (var owner = 0; owner < backends.length; owner++) {
      var count = Math.max(1, Math.round((double) replicas * backends[owner].weight() / largest));
      for (var replica = 0; replica < count; replica++) {
        points.add(new Point(HashOrder.mix(seeds[owner] + HashOrder.mix(replica)), owner));
      }
    }
    points.sort(java.util.Comparator.comparingLong(Point::at).thenComparingInt(Point::owner));
    return points.toArray(Point[]::new);
  }

  private @Nullable Backend pick(long[] ring, HashOrder order, SelectionContext request) {
    var found = Arrays.binarySearch(ring, request.hash(key));
    var at = found >= 0 ? found : -found - 1;
    return order.from(at < ring.length ? at : 0, request);
  }
}
