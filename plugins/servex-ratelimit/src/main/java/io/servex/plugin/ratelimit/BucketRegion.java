package io.servex.plugin.ratelimit;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A part of the buckets, under one lock: a hash table with open addressing of two numbers for each
 * bucket, its key's hash and when it is full again.
 *
 * <p>A bucket that is full is as good as none, so it goes whenever room is needed. When more than
 * the most that may be kept have something to remember, the half that has the least to remember is
 * forgotten: whoever has used up a bucket cannot have it forgotten by asking under other names, for
 * each of these would have to be more exhausted still.
 *
 * <p><b>Threading:</b> guarded by its own monitor, which is held for some ten nanoseconds, and for
 * some ten microseconds where the table is built anew.
 */
final class BucketRegion {
  private static final int FIRST_SLOTS = 16;
  private static final int NOBODY = 0;

  private final int most;
  private long[] keys = new long[FIRST_SLOTS];
  private long[] fulls = new long[FIRST_SLOTS];
  private int used;
  private final LongConsumer forgotten;

  /**
   * Makes a region without buckets.
   *
   * @param most how many buckets are kept
   * @param forgotten is told how many are forgotten that are not full
   */
  BucketRegion(int most, LongConsumer forgotten) {
    this.most = most;
    this.forgotten = forgotten;
  }

  /**
   * Takes a token.
   *
   * @param hash the key's
   * @return as {@link Rate#take} says it
   */
  synchronized long take(long hash, Rate rate, long now) {
    var key = hash == NOBODY ? 1 : hash;
    var slot = slot(keys, key);
    if (keys[slot] == key) {
      var result = rate.take(fulls[slot], now);
      fulls[slot] = result < 0 ? fulls[slot] : result;
      return result;
    }
    if (used >= Math.min(most, keys.length / 4 * 3)) {
      rebuild(now);
      slot = slot(keys, key);
    }
    var result = rate.take(now, now);
    keys[slot] = key;
    fulls[slot] = result;
    used++;
    return result;
  }

  /** Where a key is, or would be. */
  private static int slot(long[] keys, long key) {
    var mask = keys.length - 1;
    var slot = (int) key & mask;
    while (keys[slot] != key && keys[slot] != NOBODY) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void rebuild(long now) {
    var oldKeys = keys;
    var oldFulls = fulls;
    var horizon = now;
    var kept = later(oldKeys, oldFulls, now);
    if (kept > most / 8 * 7) {
      horizon = median(oldKeys, oldFulls, now, kept);
      var left = later(oldKeys, oldFulls, horizon);
      forgotten.accept(kept - left);
      kept = left;
    }
    var slots = oldKeys.length;
    while (kept > slots / 2) {
      slots *= 2;
    }
    keys = new long[slots];
    fulls = new long[slots];
    used = kept;
    for (var i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NOBODY && oldFulls[i] > horizon) {
        var slot = slot(keys, oldKeys[i]);
        keys[slot] = oldKeys[i];
        fulls[slot] = oldFulls[i];
      }
    }
  }

  /** How many buckets are full again only after a moment. */
  private static int later(long[] keys, long[] fulls, long moment) {
    var count = 0;
    for (var i = 0; i < keys.length; i++) {
      if (keys[i] != NOBODY && fulls[i] > moment) {
        count++;
      }
    }
    return count;
  }

  private static long median(long[] keys, long[] fulls, long now, int count) {
    var moments = new long[count];
    var at = 0;
    for (var i = 0; i < keys.length; i++) {
      if (keys[i] != NOBODY && fulls[i] > now) {
        moments[at++] = fulls[i];
      }
    }
    Arrays.sort(moments);
    return moments[count / 2];
  }

  /** How many buckets it holds. */
  synchronized int size() {
    return used;
  }
}
