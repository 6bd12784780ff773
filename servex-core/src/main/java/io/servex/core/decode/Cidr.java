package io.servex.core.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A block of addresses (RFC 4632): one address, or all that share its first bits. IPv4-mapped IPv6
 * counts as IPv4.
 *
 * @param prefix the first address, 4 or 16 bytes
 * @param bits how many of its bits count
 */
@SuppressWarnings("ArrayRecordComponent")
public record Cidr(byte[] prefix, int bits) {
  /**
   * Reads {@code 10.0.0.0/8} or a single address.
   *
   * @throws IllegalArgumentException if it is neither; the message says what was expected
   */
  public static Cidr parse(String text) {
    var slash = text.indexOf('/');
    var plain = (slash < 0 ? text : text.substring(0, slash)).getBytes(StandardCharsets.UTF_8);
    var address = new byte[16];
    var length = IpLiteral.parse(plain, 0, plain.length, address);
    if (length == 0) {
      throw expected(text);
    }
    var most = length * 8;
    var bits = most;
    if (slash >= 0) {
      var mapped = length == 4 && text.indexOf(':') >= 0;
      bits = number(text, slash + 1) - (mapped ? 96 : 0);
    }
    if (bits < 0 || bits > most) {
      throw expected(text);
    }
    return new Cidr(Arrays.copyOf(address, length), bits);
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

  /** Whether an address of 4 or 16 bytes is in this block. */
  boolean contains(byte[] address, int length) {
    if (length != prefix.length) {
      return false;
    }
    var whole = bits / 8;
    for (var i = 0; i < whole; i++) {
      if (address[i] != prefix[i]) {
        return false;
      }
    }
    var rest = bits % 8;
    return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
  }
}
