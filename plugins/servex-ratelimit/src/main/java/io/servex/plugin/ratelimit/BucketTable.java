package io.servex.plugin.ratelimit;

import io.servex.plugin.ratelimit.store.Buckets;
import io.servex.plugin.ratelimit.store.KeyKind;
import io.servex.plugin.ratelimit.store.Taken;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The buckets of one limit in this process, in bounded memory.
 *
 * <p>Keys are spread over regions by a hash that nobody outside can compute, and each region has
 * its own lock, so that event loops seldom meet. A region grows with what it holds, up to its share
 * of the most; {@link BucketRegion} says what is forgotten then. A bucket takes 16 bytes, and the
 * room between them as much again. Two keys of one hash, one in 2<sup>64</sup>, share a bucket.
 *
 * <p>Nothing is allocated for a key that is known, but what is returned.
 */
final class BucketTable implements Buckets {
  private static final int KEYS_PER_REGION = 1024;
  private static final int MOST_REGIONS = 4096;

  private final Rate rate;
  private final KeyHash hash;
  private final LongSupplier micros;
  private final BucketRegion[] regions;
  private final int shift;

  /**
   * Makes a table without buckets.
   *
   * @param most for how many keys at once it is exact
   * @param micros the time in microseconds since some moment, 0 or more, never running backwards
   * @param forgotten is told how many buckets are forgotten, for want of room, that are not full
   */
  BucketTable(Rate rate, int most, KeyHash hash, LongSupplier micros, LongConsumer forgotten) {
    this.rate = rate;
    this.hash = hash;
    this.micros = micros;
    var wanted = Math.clamp(most / KEYS_PER_REGION, 16, MOST_REGIONS);
    var count = Integer.highestOneBit(wanted);
    this.regions = new BucketRegion[count];
    this.shift = Long.numberOfLeadingZeros(count) + 1;
    // Keys fall unevenly: with six standard deviations above the mean, no region is too small.
    var mean = Math.ceilDiv(most, count);
    var eighths = (mean + 6 * (long) Math.ceil(Math.sqrt(mean)) + 8) * 8;
    var share = (int) Math.min(Integer.MAX_VALUE / 4, eighths / 7);
    for (var i = 0; i < count; i++) {
      regions[i] = new BucketRegion(share, forgotten);
    }
  }

  @Override
  public Taken takeNow(KeyKind kind, String key) {
    var hashed = hash.of(kind, key);
    var now = rate.moment(micros.getAsLong());
    return rate.taken(regions[(int) (hashed >>> shift)].take(hashed, rate, now), now);
  }

  @Override
  public CompletionStage<Taken> takeLater(KeyKind kind, String key) {
    return CompletableFuture.completedStage(takeNow(kind, key));
  }

  /** How many buckets there are. */
  long size() {
    var size = 0L;
    for (var region : regions) {
      size += region.size();
    }
    return size;
  }
}
