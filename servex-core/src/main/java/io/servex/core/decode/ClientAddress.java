package io.servex.core.decode;

import io.netty.util.NetUtil;
import io.servex.api.balancing.RequestKey;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.IpLiteral;
import java.net.InetAddress;

/**
 * Works out who a client is: the peer of the socket, or, where that is a trusted proxy, whom the
 * chain of proxies names.
 *
 * <p>X-Forwarded-For is read from its right end. Trusted addresses are passed over, and the first
 * that is not trusted is the client: everything to its left is the client's own word. What is no
 * plain address (a name, an address with a port or a zone) ends the list.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class ClientAddress {
  private static final int MAX_TOKENS = 64;

  private final AddressBlocks trusted;

  /** Trusts the proxies in these blocks. */
  public ClientAddress(AddressBlocks trusted) {
    this.trusted = trusted;
  }

  /** Whether an address is a trusted proxy's. */
  public boolean trusts(InetAddress address) {
    var bytes = address.getAddress();
    return trusted.contains(bytes, bytes.length);
  }

  /**
   * Resolves the client behind a trusted peer. Without X-Forwarded-For it is whom X-Real-IP names,
   * if there is one.
   *
   * @param peer the address of the socket
   * @param peerText the same as text
   * @param fields the request's fields
   * @return the client's address as text
   */
  public String resolve(InetAddress peer, String peerText, HeadFields fields) {
    if (!trusts(peer)) {
      return peerText;
    }
    var address = new byte[16];
    var forwarded = false;
    var tokens = 0;
    var best = peerText;
    for (var field = fields.count() - 1; field >= 0; field--) {
      if (fields.id(field) != FieldId.X_FORWARDED_FOR
          || fields.valueEnd(field) == fields.valueStart(field)) {
        continue;
      }
      forwarded = true;
      var end = fields.valueEnd(field);
      while (end >= fields.valueStart(field)) {
        var start = tokenStart(fields, field, end);
        var length = ++tokens > MAX_TOKENS ? 0 : address(fields, start, end, address);
        if (length == 0) {
          return best;
        }
        best = NetUtil.bytesToIpAddress(address, 0, length);
        if (!trusted.contains(address, length)) {
          return best;
        }
        end = start - 1;
      }
    }
    return forwarded ? best : realAddress(fields, address, peerText);
  }

  private static int tokenStart(HeadFields fields, int field, int end) {
    var start = end;
    while (start > fields.valueStart(field) && fields.bytes[start - 1] != ',') {
      start--;
    }
    return start;
  }

  /** Reads an address, perhaps between white space; returns its length, or 0 if it is none. */
  private static int address(HeadFields fields, int from, int to, byte[] into) {
    var start = from;
    var end = to;
    while (start < end && Http1HeadParser.isBlank(fields.bytes[start])) {
      start++;
    }
    while (end > start && Http1HeadParser.isBlank(fields.bytes[end - 1])) {
      end--;
    }
    return IpLiteral.parse(fields.bytes, start, end, into);
  }

  private static String realAddress(HeadFields fields, byte[] address, String peerText) {
    var real = fields.findOnly(FieldId.X_REAL_IP);
    var length =
        real < 0 ? 0 : address(fields, fields.valueStart(real), fields.valueEnd(real), address);
    return length == 0 ? peerText : NetUtil.bytesToIpAddress(address, 0, length);
  }

  /** A well-mixed 64-bit hash of an address in text form; the same everywhere. */
  public static long hash(String address) {
    return RequestKey.hash(address);
  }
}
