package io.servex.lb;

import io.servex.api.balancing.Backend;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws two different backends, each with a chance in proportion to its weight.
 *
 * <p>The second is drawn from what is left of the line on which every backend has a stretch as long
 * as its weight, once the first one's stretch is cut out.
 *
 * <p>Immutable.
 */
final class WeightedPair {
  private final long[] ends;
  private final long total;

  WeightedPair(List<Backend> backends) {
    ends = new long[backends.size()];
    var sum = 0L;
    for (var i = 0; i < ends.length; i++) {
      sum += backends.get(i).weight();
      ends[i] = sum;
    }
    total = sum;
  }

  /** The places of two backends, one in each half; the same place twice when there is only one. */
  long draw(RandomGenerator random) {
    var first = at(random.nextLong(total));
    if (ends.length == 1) {
      return 0;
    }
    var start = first == 0 ? 0 : ends[first - 1];
    var length = ends[first] - start;
    var drawn = random.nextLong(total - length);
    var second = at(drawn < start ? drawn : drawn + length);
    return (long) first << Integer.SIZE | second;
  }

  private int at(long point) {
    var low = 0;
    var high = ends.length - 1;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (ends[middle] <= point) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
