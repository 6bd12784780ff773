package io.servex.api.http;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stretches of the numbers of one kind of address, each with the block that it belongs to.
 *
 * <p>Immutable once built.
 */
final class AddressRanges {
  private long[] highs;
  private long[] lows;
  private int[] owners;
  private int count;

  private AddressRanges(int most) {
    highs = new long[most];
    lows = new long[most];
    owners = new int[most];
  }

  /** Cuts the addresses of one kind; those of the other keep their place in the counting. */
  static AddressRanges of(List<AddressBlock> blocks, boolean v4) {
    var order =
        IntStream.range(0, blocks.size())
            .filter(i -> blocks.get(i).v4() == v4)
            .boxed()
            .sorted(
                Comparator.<Integer, AddressBlock>comparing(
                    blocks::get,
                    (a, b) -> {
                      var place = compare(a.high(), a.low(), b.high(), b.low());
                      return place == 0 ? Integer.compare(a.bits(), b.bits()) : place;
                    }))
            .toList();
    var ranges = new AddressRanges(2 * order.size());
    var around = new ArrayDeque<Integer>();
    for (var index : order) {
      var block = blocks.get(index);
      ranges.leave(blocks, around, block);
      if (around.isEmpty() || !block.equals(blocks.get(around.peek()))) {
        ranges.begin(block.high(), block.low(), index);
        around.push(index);
      }
    }
    ranges.leave(blocks, around, null);
    return ranges.trimmed();
  }

  /** Ends the blocks that another one is not inside of; all of them without another. */
  private void leave(
      List<AddressBlock> blocks, ArrayDeque<Integer> around, @Nullable AddressBlock next) {
    while (!around.isEmpty()) {
      var last = blocks.get(around.peek());
      if (next != null && compare(next.high(), next.low(), last.lastHigh(), last.lastLow()) <= 0) {
        return;
      }
      around.pop();
      var low = last.lastLow() + 1;
      var high = last.lastHigh() + (low == 0 ? 1 : 0);
      if (low != 0 || high != 0) {
        begin(high, low, around.isEmpty() ? AddressBlocks.NOWHERE : around.peek());
      }
    }
  }

  /** Begins a stretch; one that began at the same number belonged to a wider block. */
  private void begin(long high, long low, int owner) {
    var at = count > 0 && highs[count - 1] == high && lows[count - 1] == low ? count - 1 : count;
    highs[at] = high;
    lows[at] = low;
    owners[at] = owner;
    count = at + 1;
  }

  private AddressRanges trimmed() {
    highs = Arrays.copyOf(highs, count);
    lows = Arrays.copyOf(lows, count);
    owners = Arrays.copyOf(owners, count);
    return this;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    var order = Long.compareUnsigned(high, otherHigh);
    return order == 0 ? Long.compareUnsigned(low, otherLow) : order;
  }

  /** The block that an address belongs to, or {@link AddressBlocks#NOWHERE}. */
  int find(long high, long low) {
    var from = 0;
    var to = count;
    while (from < to) {
      var middle = (from + to) >>> 1;
      if (compare(highs[middle], lows[middle], high, low) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from == 0 ? AddressBlocks.NOWHERE : owners[from - 1];
  }
}
