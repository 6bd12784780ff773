package io.servex.core.decode;

import io.netty.util.NetUtil;
import java.net.InetAddress;

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
    var address = slash < 0 ? text : text.substring(0, slash);
    var bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      throw expected(text);
    }
    var folded = fold(bytes);
    var most = folded.length * 8;
    if (slash < 0) {
      return new Cidr(folded, most);
    }
    try {
      var bits = Integer.parseInt(text.substring(slash + 1)) - (bytes.length - folded.length) * 8;
      if (bits >= 0 && bits <= most) {
        return new Cidr(folded, bits);
      }
    } catch (NumberFormatException e) {
      throw expected(text);
    }
    throw expected(text);
  }

  private static IllegalArgumentException expected(String text) {
    return new IllegalArgumentException(
        text + " (expected: an IP address or a CIDR such as 10.0.0.0/8)");
  }

  boolean contains(InetAddress address) {
    return contains(fold(address.getAddress()));
  }

  private boolean contains(byte[] address) {
    if (address.length != prefix.length) {
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

  private static byte[] fold(byte[] address) {
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return address;
    }
    for (var i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return address;
      }
    }
    return java.util.Arrays.copyOfRange(address, 12, 16);
  }
}
