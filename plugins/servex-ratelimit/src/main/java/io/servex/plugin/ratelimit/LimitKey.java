package io.servex.plugin.ratelimit;

import io.servex.api.http.IpLiteral;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** By what clients are told apart. Where a request lacks it, the client's address stands in. */
sealed interface LimitKey {
  /** What stands for the user. */
  String USER = "user";

  /** The client's address. */
  record Address() implements LimitKey {}

  /**
   * The first value of a field.
   *
   * @param name the field's name
   */
  record Header(String name) implements LimitKey {}

  /** Who was authenticated. */
  record User() implements LimitKey {}

  /**
   * Reads {@code ip}, {@code header:NAME} or {@code user}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static LimitKey parse(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("ip")) {
      return new Address();
    }
    if (lower.equals(USER)) {
      return new User();
    }
    if (lower.matches("header:[!#$%&'*+.^_`|~0-9a-z-]+")) {
      return new Header(text.substring("header:".length()));
    }
    throw new IllegalArgumentException(
        (text.isEmpty() ? "empty" : text) + " (expected: ip, user, or header: and a field's name)");
  }

  /**
   * What stands for the network of an IPv6 address, and for an IPv4 address. Whoever has one IPv6
   * address has a whole network of them to come from.
   *
   * @param address an address in text form
   * @param bits how many of the bits of an IPv6 address count, 1 to 128
   */
  static String network(String address, int bits) {
    if (bits == 128 || address.indexOf(':') < 0) {
      return address;
    }
    var text = address.getBytes(StandardCharsets.ISO_8859_1);
    var bytes = new byte[16];
    if (!IpLiteral.v6(text, 0, text.length, bytes)) {
      return address;
    }
    var network = new char[(bits + 7) / 8];
    for (var i = 0; i < network.length; i++) {
      var fixed = Math.min(8, bits - i * 8);
      network[i] = (char) (bytes[i] & 0xff00 >>> fixed & 0xff);
    }
    return new String(network);
  }
}
