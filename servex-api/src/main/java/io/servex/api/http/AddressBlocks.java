package io.servex.api.http;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * A set of blocks of addresses, to be asked which of them an address is in.
 *
 * <p>Blocks are nested or apart, so they cut the numbers into stretches that each belong to the
 * narrowest block around them. The starts of these stretches are kept in order: a lookup is one
 * binary search, some ten steps among a thousand blocks. IPv4 and IPv6 are looked up apart.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class AddressBlocks {
  /** No block at all. */
  public static final AddressBlocks NONE = of(List.of());

  /** What {@link #find} says of an address in no block. */
  public static final int NOWHERE = -1;

  private final AddressRanges v4;
  private final AddressRanges v6;
  private final int size;

  private AddressBlocks(AddressRanges v4, AddressRanges v6, int size) {
    this.v4 = v4;
    this.v6 = v6;
    this.size = size;
  }

  /**
   * Makes a set.
   *
   * @param blocks in the order that {@link #find} counts
   * @return the set
   */
  public static AddressBlocks of(Collection<AddressBlock> blocks) {
    var all = List.copyOf(blocks);
    return new AddressBlocks(AddressRanges.of(all, true), AddressRanges.of(all, false), all.size());
  }

  /**
   * Reads a list as it stands in a configuration.
   *
   * @param blocks addresses such as {@code 10.0.0.1} and blocks such as {@code 2001:db8::/32}
   * @return the set
   * @throws IllegalArgumentException if one is neither; the message cites it
   */
  public static AddressBlocks parse(Collection<String> blocks) {
    return of(blocks.stream().map(AddressBlock::parse).toList());
  }

  /**
   * Whether there is none.
   *
   * @return true for an empty set
   */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * Which block an address is in.
   *
   * @param address in the text form of {@link RequestHead#clientAddress}
   * @return the index of the narrowest block around it, or {@value #NOWHERE}; that too when the
   *     text is no address
   */
  public int find(String address) {
    if (size == 0) {
      return NOWHERE;
    }
    var text = address.getBytes(StandardCharsets.ISO_8859_1);
    var bytes = new byte[16];
    return find(bytes, IpLiteral.parse(text, 0, text.length, bytes));
  }

  /**
   * Which block an address is in.
   *
   * @param address its bytes, of which those behind the length do not count
   * @param length 4 or 16
   * @return the index of the narrowest block around it, or {@value #NOWHERE}
   */
  public int find(byte[] address, int length) {
    return switch (length) {
      case 4 -> v4.find(0, AddressBlock.lastWord(address, 4));
      case 16 -> v6.find(AddressBlock.word(address, 0, 8), AddressBlock.lastWord(address, 16));
      default -> NOWHERE;
    };
  }

  /**
   * Whether an address is in one of them.
   *
   * @param address in the text form of {@link RequestHead#clientAddress}
   * @return true when it is
   */
  public boolean contains(String address) {
    return find(address) != NOWHERE;
  }

  /**
   * Whether an address is in one of them.
   *
   * @param address its bytes, of which those behind the length do not count
   * @param length 4 or 16
   * @return true when it is
   */
  public boolean contains(byte[] address, int length) {
    return find(address, length) != NOWHERE;
  }
}
