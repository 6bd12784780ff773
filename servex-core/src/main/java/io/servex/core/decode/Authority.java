package io.servex.core.decode;

import io.servex.api.http.IpLiteral;

/**
 * Checks a host with its port, as the Host field and an absolute-form target hold them (RFC 3986
 * §3.2, RFC 9110 §7.2).
 *
 * <p>Narrower than the grammar: a name is of letters, digits, hyphens and underscores between
 * single dots. What the grammar allows beyond that (escapes, a comma, an empty port) names no host
 * that exists, but is read differently by those who split lists, decode, or compare.
 */
final class Authority {
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_PORT = 5;

  private Authority() {}

  /** Reads a range into the request; false when it is malformed. */
  static boolean parse(DecodedRequest request, int start, int end) {
    var bytes = request.fields.bytes;
    if (start == end) {
      return false;
    }
    var host = bytes[start] == '[' ? literal(bytes, start, end) : name(bytes, start, end);
    if (host < 0) {
      return false;
    }
    request.authorityStart = start;
    request.authorityEnd = end;
    request.hostStart = start;
    request.hostEnd = bytes[host - 1] == '.' ? host - 1 : host;
    return port(request, bytes, host, end);
  }

  /** The index after an IPv6 address in brackets, or -1. */
  private static int literal(byte[] bytes, int start, int end) {
    var at = start + 1;
    while (at < end && bytes[at] != ']') {
      at++;
    }
    return at < end && IpLiteral.v6(bytes, start + 1, at, null) ? at + 1 : -1;
  }

  /** The index after a name, which a single dot may end; or -1. */
  private static int name(byte[] bytes, int start, int end) {
    var label = start;
    var previous = start;
    var at = start;
    while (at < end) {
      if (bytes[at] == '.') {
        if (at == label) {
          return -1;
        }
        previous = label;
        label = at + 1;
      } else if (!ByteClasses.is(bytes[at], ByteClasses.HOST)) {
        break;
      }
      at++;
    }
    if (at == start) {
      return -1;
    }
    var nameEnd = label == at ? at - 1 : at;
    var last = label == at ? previous : label;
    var sound = nameEnd - start <= LONGEST_NAME && !isDubiousNumber(bytes, start, last, nameEnd);
    return sound ? at : -1;
  }

  /**
   * Whether a name ends in a number and is yet no plain IPv4 address: some resolvers make an
   * address of it, of {@code 127.1} or {@code 0x7f.1} for instance.
   */
  private static boolean isDubiousNumber(byte[] bytes, int start, int last, int end) {
    if (bytes[last] < '0' || bytes[last] > '9') {
      return false;
    }
    var at = last;
    if (bytes[at] == '0' && at + 1 < end && (bytes[at + 1] | 0x20) == 'x') {
      at += 2;
      while (at < end && IpLiteral.hex(bytes[at]) >= 0) {
        at++;
      }
    }
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at == end && IpLiteral.v4(bytes, start, end) < 0;
  }

  private static boolean port(DecodedRequest request, byte[] bytes, int colon, int end) {
    request.port = -1;
    if (colon == end) {
      return true;
    }
    var first = colon + 1;
    if (bytes[colon] != ':' || first == end || end - first > LONGEST_PORT || bytes[first] == '0') {
      return false;
    }
    var port = 0;
    for (var at = first; at < end; at++) {
      var digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      port = port * 10 + digit;
    }
    request.port = port;
    return port <= 65535;
  }
}
