package io.servex.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AddressBlocksProperties {
  /** Few bits differ, so that blocks are nested, beside each other, and the same. */
  @Provide
  Arbitrary<AddressBlock> block() {
    var v4 =
        Combinators.combine(
                Arbitraries.of(0L, 0x0a000000L, 0x0a000001L, 0x0a00ff00L, 0x7fffffffL, 0xffffffffL),
                Arbitraries.integers().between(0, 32))
            .as((low, bits) -> new AddressBlock(true, 0, low, bits));
    var v6 =
        Combinators.combine(word(), word(), Arbitraries.integers().between(0, 128))
            .as((high, low, bits) -> new AddressBlock(false, high, low, bits));
    return Arbitraries.oneOf(v4, v6);
  }

  @Provide
  Arbitrary<Long> word() {
    return Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0x20010db800000000L);
  }

  private static boolean inside(AddressBlock block, boolean v4, long high, long low) {
    return new AddressBlock(v4, high, low, block.bits()).equals(block);
  }

  private static byte[] bytes(boolean v4, long high, long low) {
    var bytes = new byte[16];
    for (var i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return v4 ? java.util.Arrays.copyOfRange(bytes, 12, 28) : bytes;
  }

  @Property(tries = 3000)
  void findsTheNarrowestBlock(
      @ForAll List<@net.jqwik.api.From("block") AddressBlock> blocks,
      @ForAll("block") AddressBlock around,
      @ForAll boolean last) {
    var v4 = around.v4();
    var high = last ? around.lastHigh() : around.high();
    var low = last ? around.lastLow() : around.low();

    var narrowest =
        blocks.stream()
            .filter(block -> block.v4() == v4 && inside(block, v4, high, low))
            .max(java.util.Comparator.comparingInt(AddressBlock::bits))
            .orElse(null);

    var found = AddressBlocks.of(blocks).find(bytes(v4, high, low), v4 ? 4 : 16);
    assertThat(found < 0 ? null : blocks.get(found)).isEqualTo(narrowest);
  }

  @Property(tries = 1)
  void readsAddressesAsText() {
    var blocks = AddressBlocks.parse(List.of("10.0.0.0/8", "2001:db8::/32", "10.1.0.0/16"));

    assertThat(blocks.find("10.1.2.3")).isEqualTo(2);
    assertThat(blocks.find("::ffff:10.2.2.3")).isZero();
    assertThat(blocks.contains("2001:db8::1")).isTrue();
    assertThat(blocks.contains("11.0.0.1")).isFalse();
    assertThat(blocks.contains("10.0.0")).isFalse();
    assertThat(AddressBlocks.NONE.contains("10.0.0.1")).isFalse();
  }
}
