package io.servex.core.decode;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out who a client is: the peer of the socket, or, where that is a trusted proxy, whom the
 * chain of proxies names.
 *
 * <p>X-Forwarded-For is read from its right end. Trusted addresses are passed over, and the first
 * that is not trusted is the client: everything to its left is the client's own word.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class ClientAddress {
  private static final int MAX_TOKENS = 64;

  private final List<Cidr> trusted;

  /** Trusts the proxies in these blocks. */
  public ClientAddress(List<Cidr> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** Whether an address is a trusted proxy's. */
  public boolean trusts(InetAddress address) {
    for (var i = 0; i < trusted.size(); i++) {
      if (trusted.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Resolves the client behind a trusted peer.
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
    var tokens = String.join(",", fields.all("x-forwarded-for")).split(",", -1);
    if (tokens.length == 1 && tokens[0].isBlank()) {
      var real = fields.first("x-real-ip");
      var address = real == null ? null : address(real);
      return address == null ? peerText : text(address);
    }
    var best = peerText;
    var stop = Math.max(0, tokens.length - MAX_TOKENS);
    for (var i = tokens.length - 1; i >= stop; i--) {
      var address = address(tokens[i].strip());
      if (address == null) {
        return best;
      }
      best = text(address);
      if (!trusts(address)) {
        return best;
      }
    }
    return best;
  }

  private static @Nullable InetAddress address(String text) {
    var zone = text.indexOf('%');
    return NetUtil.createInetAddressFromIpAddressString(zone < 0 ? text : text.substring(0, zone));
  }

  private static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /** A well-mixed 64-bit hash of an address in text form; the same everywhere. */
  public static long hash(String address) {
    var hash = 0xcbf29ce484222325L;
    for (var i = 0; i < address.length(); i++) {
      hash = (hash ^ address.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }
}
