package io.servex.api.http;

import java.nio.charset.StandardCharsets;

/**
 * A block of addresses (RFC 4632): one address, or all that share its first bits. IPv4-mapped IPv6
 * counts as IPv4.
 *
 * @param v4 whether its addresses are IPv4
 * @param high the first 64 bits of its first address; 0 for IPv4
 * @param low the last 64 bits of its first address; for IPv4 the 32 bits
 * @param bits how many bits of an address of its kind are fixed
 */
public record AddressBlock(boolean v4, long high, long low, int bits) {
  private static final int V4_BITS = 32;
  private static final int V6_BITS = 128;

  /**
   * Clears the bits behind the fixed ones, so that equal blocks are equal.
   *
   * @throws IllegalArgumentException if an address of that kind has fewer bits
   */
  public AddressBlock {
    if (bits < 0 || bits > (v4 ? V4_BITS : V6_BITS)) {
      throw new IllegalArgumentException(bits + " bits (expected: those of an address)");
    }
    high &= v4 ? 0 : mask(bits);
    low &= v4 ? mask(bits + V4_BITS) & 0xffffffffL : mask(bits - 64);
  }

  /** A number whose first bits are set. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /**
   * Reads {@code 10.0.0.0/8} or a single address.
   *
   * @param text the block as it is written
   * @return the block
   * @throws IllegalArgumentException if it is neither; the message says what was expected
   */
  public static AddressBlock parse(String text) {
    var slash = text.indexOf('/');
    var plain = (slash < 0 ? text : text.substring(0, slash)).getBytes(StandardCharsets.UTF_8);
    var address = new byte[16];
    var length = IpLiteral.parse(plain, 0, plain.length, address);
    if (length == 0) {
      throw expected(text);
    }
    var v4 = length == 4;
    var bits = length * 8;
    if (slash >= 0) {
      var mapped = v4 && text.indexOf(':') >= 0;
      bits = number(text, slash + 1) - (mapped ? V6_BITS - V4_BITS : 0);
    }
    if (bits < 0 || bits > length * 8) {
      throw expected(text);
    }
    return new AddressBlock(v4, v4 ? 0 : word(address, 0, 8), lastWord(address, length), bits);
  }

  /** The last 64 bits of an address, or all 32. */
  static long lastWord(byte[] address, int length) {
    return length == 4 ? word(address, 0, 4) : word(address, 8, 8);
  }

  static long word(byte[] bytes, int start, int length) {
    var word = 0L;
    for (var i = start; i < start + length; i++) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }

  /** A number of at most three digits, or -1. */
  private static int number(String text, int start) {
    var number = 0;
    for (var at = start; at < text.length(); at++) {
      var digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9 || at - start == 3) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return start == text.length() ? -1 : number;
  }

  private static IllegalArgumentException expected(String text) {
    return new IllegalArgumentException(
        text + " (expected: an IP address or a CIDR such as 10.0.0.0/8)");
  }

  /** The first 64 bits of the block's last address. */
  long lastHigh() {
    return v4 ? 0 : high | ~mask(bits);
  }

  /** The last 64 bits of the block's last address. */
  long lastLow() {
    return v4 ? low | ~mask(bits + V4_BITS) & 0xffffffffL : low | ~mask(bits - 64);
  }
}
