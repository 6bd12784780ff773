package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A circle of slots, each owned by a backend. A request starts at one slot and goes on until there
 * is a backend that may have it: neither excluded nor, where load is bounded, above its bound.
 *
 * <p>Bounded load (Mirrokni, Thorup and Zadimoghaddam 2018): no backend gets more than {@code
 * maxLoad} times its share of all that is in flight, so that a hot key spreads to its neighbours
 * instead of overwhelming one backend. Someone is always below the bound, for not everybody can be
 * above the average.
 *
 * <p>Immutable.
 */
final class HashOrder {
  private final Backend[] backends;
  private final int[] owners;
  private final double maxLoad;
  private final long totalWeight;

  /**
   * Makes a circle.
   *
   * @param backends who owns slots
   * @param owners for each slot the place of its owner
   * @param maxLoad the bound as a multiple of the average; 0 for none
   */
  HashOrder(Backend[] backends, int[] owners, double maxLoad) {
    this.backends = backends;
    this.owners = owners;
    this.maxLoad = maxLoad;
    var total = 0L;
    for (var backend : backends) {
      total += backend.weight();
    }
    this.totalWeight = total;
  }

  /** The backends in an order that does not depend on the file's. */
  static Backend[] sorted(List<Backend> backends) {
    return backends.stream()
        .sorted(Comparator.comparingLong(Backend::identityHash))
        .toArray(Backend[]::new);
  }

  /** A seed for each backend; two that share an address get different ones. */
  static long[] seeds(Backend[] sorted) {
    var seeds = new long[sorted.length];
    for (var i = 0; i < seeds.length; i++) {
      var twin = i > 0 && sorted[i].identityHash() == sorted[i - 1].identityHash();
      seeds[i] = twin ? mix(seeds[i - 1]) : sorted[i].identityHash();
    }
    return seeds;
  }

  /** Spreads the bits of a number, of zero too. */
  static long mix(long number) {
    return RequestKey.mix(number + 0x9e3779b97f4a7c15L);
  }

  /** The first backend from a slot on that may have the request; null when all are excluded. */
  @Nullable Backend from(int slot, SelectionContext request) {
    var first = backends[owners[slot]];
    var open = !request.excludes(first);
    if (open && (maxLoad == 0 || first.inFlight() == 0)) {
      return first;
    }
    var perWeight = maxLoad == 0 ? Double.MAX_VALUE : perWeight();
    if (open && fits(first, perWeight)) {
      return first;
    }
    if (!anyFits(request, perWeight)) {
      perWeight = Double.MAX_VALUE;
      if (!anyFits(request, perWeight)) {
        return null;
      }
    }
    for (var step = 0; step < owners.length; step++) {
      var at = slot + step < owners.length ? slot + step : slot + step - owners.length;
      var candidate = backends[owners[at]];
      if (fits(candidate, perWeight) && !request.excludes(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** How many requests a backend may have for each of its weight. */
  private double perWeight() {
    var inFlight = 1L;
    for (var backend : backends) {
      inFlight += backend.inFlight();
    }
    return maxLoad * inFlight / totalWeight;
  }

  private static boolean fits(Backend backend, double perWeight) {
    return backend.inFlight() < Math.ceil(perWeight * backend.weight());
  }

  /** Whether walking along the circle would find anybody, so that it is not walked in vain. */
  private boolean anyFits(SelectionContext request, double perWeight) {
    for (var backend : backends) {
      if (fits(backend, perWeight) && !request.excludes(backend)) {
        return true;
      }
    }
    return false;
  }
}
