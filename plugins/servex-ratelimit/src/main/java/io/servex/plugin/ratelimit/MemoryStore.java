package io.servex.plugin.ratelimit;

import io.servex.api.plugin.Meters;
import io.servex.plugin.ratelimit.store.BucketLimit;
import io.servex.plugin.ratelimit.store.BucketStore;
import io.servex.plugin.ratelimit.store.Buckets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Buckets in the memory of this process, bounded for each limit, and gone with the filter.
 *
 * <p><b>Threading:</b> for all threads.
 */
final class MemoryStore implements BucketStore {
  private final List<BucketTable> tables = new CopyOnWriteArrayList<>();
  private final KeyHash hash;
  private final LongSupplier micros;
  private final Meters.Counter forgotten;

  /** An empty store, with numbers that the gateway shows. */
  MemoryStore(Meters meters) {
    var random = new SecureRandom();
    hash = new KeyHash(random.nextLong(), random.nextLong());
    var start = System.nanoTime();
    micros = () -> (System.nanoTime() - start) / 1000;
    forgotten =
        meters.counter(
            "forgotten_clients_total",
            "Clients forgotten for want of room before their bucket was full again.");
    meters.gauge(
        "clients",
        "Clients whose bucket is kept.",
        () -> tables.stream().mapToLong(BucketTable::size).sum());
  }

  @Override
  public Buckets buckets(BucketLimit limit) {
    var table = new BucketTable(Rate.of(limit), limit.maxKeys(), hash, micros, forgotten::add);
    tables.add(table);
    return table;
  }
}
