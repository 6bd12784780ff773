package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same backend for the same key, by a lookup table (Eisenbud and others, "Maglev", 2016).
 *
 * <p>The size of the table is a prime. Every backend prefers its slots in an order of its own, a
 * walk of constant stride, and in turns takes the next one that is still free; turns come as often
 * as weights demand. Shares are as even as can be, and a pick is one look into the table; the loss
 * of a backend moves a few requests of others too.
 */
final class Maglev implements BalancingStrategy {
  private final RequestKey key;
  private final int tableSize;
  private final double maxLoad;

  /**
   * Hashes a key.
   *
   * @param tableSize the least number of slots
   * @param maxLoad the bound as a multiple of the average; 0 for none
   */
  Maglev(RequestKey key, int tableSize, double maxLoad) {
    this.key = key;
    this.tableSize = tableSize;
    this.maxLoad = maxLoad;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var backends = HashOrder.sorted(eligible);
    var table = table(backends, prime(Math.max(tableSize, 2 * backends.length)));
    var order = new HashOrder(backends, table, maxLoad);
    return request -> pick(table.length, order, request);
  }

  private @Nullable Backend pick(int slots, HashOrder order, SelectionContext request) {
    return order.from((int) Long.remainderUnsigned(request.hash(key), slots), request);
  }

  private static int prime(int least) {
    var candidate = BigInteger.valueOf(least - 1L);
    return candidate.nextProbablePrime().intValueExact();
  }

  private static int[] table(Backend[] backends, int size) {
    var seeds = HashOrder.seeds(backends);
    var largest = Arrays.stream(backends).mapToLong(Backend::weight).max().orElse(1);
    var slot = new long[backends.length];
    var stride = new long[backends.length];
    for (var i = 0; i < backends.length; i++) {
      slot[i] = Long.remainderUnsigned(HashOrder.mix(seeds[i]), size);
      stride[i] = 1 + Long.remainderUnsigned(HashOrder.mix(~seeds[i]), size - 1L);
    }
    var table = new int[size];
    Arrays.fill(table, -1);
    var credit = new long[backends.length];
    for (var filled = 0; filled < size; ) {
      for (var i = 0; i < backends.length && filled < size; i++) {
        credit[i] += backends[i].weight();
        if (credit[i] >= largest) {
          credit[i] -= largest;
          while (table[(int) slot[i]] >= 0) {
            slot[i] = (slot[i] + stride[i]) % size;
          }
          table[(int) slot[i]] = i;
          filled++;
        }
      }
    }
    return table;
  }
}
