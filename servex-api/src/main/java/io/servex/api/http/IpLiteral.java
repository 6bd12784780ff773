package io.servex.api.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads IP addresses in their one unambiguous text form (RFC 3986 §3.2.2): four decimal numbers
 * without leading zeros, or IPv6 without a zone. What some readers take for an address and others
 * do not ({@code 127.1}, {@code 0x7f.0.0.1}) is none.
 *
 * <p><b>Threading:</b> without state.
 */
public final class IpLiteral {
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;
  private static final int GROUPS = 8;

  private IpLiteral() {}

  /**
   * Reads an IPv4 address.
   *
   * @param text where it stands
   * @param start the index of its first byte
   * @param end the index behind its last byte
   * @return its 32 bits, or -1 when the range is none
   */
  public static long v4(byte[] text, int start, int end) {
    var value = 0L;
    var at = start;
    for (var part = 0; part < V4_BYTES; part++) {
      if (part > 0) {
        if (at >= end || text[at] != '.') {
          return -1;
        }
        at++;
      }
      var first = at;
      var number = 0;
      while (at < end && at < first + 3 && text[at] >= '0' && text[at] <= '9') {
        number = number * 10 + text[at] - '0';
        at++;
      }
      if (at == first || number > 255 || at - first > 1 && text[first] == '0') {
        return -1;
      }
      value = value << 8 | number;
    }
    return at == end ? value : -1;
  }

  /**
   * Whether a range is an IPv6 address, without brackets.
   *
   * @param text where it stands
   * @param start the index of its first byte
   * @param end the index behind its last byte
   * @param into takes its 16 bytes; null when nobody wants them
   * @return true for an address
   */
  public static boolean v6(byte[] text, int start, int end, byte @Nullable [] into) {
    var groups = 0;
    var gap = -1;
    var at = start;
    if (end - start >= 2 && text[at] == ':' && text[at + 1] == ':') {
      gap = 0;
      at += 2;
    }
    while (at < end) {
      var next = at;
      var value = 0;
      while (next < end && hex(text[next]) >= 0) {
        value = value << 4 | hex(text[next]);
        next++;
      }
      if (next < end && text[next] == '.') {
        var tail = v4(text, at, end);
        if (tail < 0 || groups > GROUPS - 2) {
          return false;
        }
        put(into, groups, (int) (tail >>> 16));
        put(into, groups + 1, (int) tail & 0xffff);
        groups += 2;
        break;
      }
      if (next == at || next - at > 4 || groups == GROUPS) {
        return false;
      }
      put(into, groups, value);
      groups++;
      at = next;
      if (at == end) {
        break;
      }
      if (text[at] != ':' || at + 1 == end) {
        return false;
      }
      at++;
      if (text[at] == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = groups;
        at++;
      }
    }
    if (gap < 0) {
      return groups == GROUPS;
    }
    spread(into, gap, groups);
    return groups < GROUPS;
  }

  /**
   * Reads an address of either kind; IPv4-mapped IPv6 counts as IPv4.
   *
   * @param text where it stands
   * @param start the index of its first byte
   * @param end the index behind its last byte
   * @param into takes the address's bytes; 16 long
   * @return how many bytes it has: 4 or 16, or 0 when the range is no address
   */
  public static int parse(byte[] text, int start, int end, byte[] into) {
    var four = v4(text, start, end);
    if (four >= 0) {
      for (var i = 0; i < V4_BYTES; i++) {
        into[i] = (byte) (four >>> (24 - 8 * i));
      }
      return V4_BYTES;
    }
    if (!v6(text, start, end, into)) {
      return 0;
    }
    if (!isMapped(into)) {
      return V6_BYTES;
    }
    System.arraycopy(into, V6_BYTES - V4_BYTES, into, 0, V4_BYTES);
    return V4_BYTES;
  }

  /** Whether 16 bytes are an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2). */
  private static boolean isMapped(byte[] address) {
    for (var i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static void put(byte @Nullable [] into, int group, int value) {
    if (into != null) {
      into[group * 2] = (byte) (value >>> 8);
      into[group * 2 + 1] = (byte) value;
    }
  }

  /** Moves the groups after the gap to the end, and zeros into the gap. */
  private static void spread(byte @Nullable [] into, int gap, int groups) {
    if (into != null) {
      var tail = (groups - gap) * 2;
      System.arraycopy(into, gap * 2, into, V6_BYTES - tail, tail);
      Arrays.fill(into, gap * 2, V6_BYTES - tail, (byte) 0);
    }
  }

  /**
   * Reads a hexadecimal digit.
   *
   * @param b an ASCII character
   * @return 0 to 15, or -1 when it is no digit
   */
  public static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    var letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
