package io.servex.core.decode;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * Who is on the other end of a client's connection, worked out once for the connection.
 *
 * <p>Immutable.
 */
public final class ClientPeer {
  private final InetAddress address;
  private final String text;
  private final boolean trusted;
  private final boolean secure;
  private final int listenerPort;
  private final long addressHash;
  private final byte[] forwarded;

  /**
   * Describes a peer.
   *
   * @param address the address of the socket
   * @param trusted whether it is a trusted proxy
   * @param secure whether the connection is TLS
   * @param listenerPort the port that it came in by
   */
  public ClientPeer(InetAddress address, boolean trusted, boolean secure, int listenerPort) {
    this.address = address;
    this.text = NetUtil.toAddressString(address);
    this.trusted = trusted;
    this.secure = secure;
    this.listenerPort = listenerPort;
    this.addressHash = ClientAddress.hash(text);
    this.forwarded =
        ("X-Forwarded-For: "
                + text
                + "\r\nX-Real-IP: "
                + text
                + "\r\nX-Forwarded-Proto: "
                + (secure ? "https" : "http")
                + "\r\nX-Forwarded-Port: "
                + listenerPort
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
  }

  public InetAddress address() {
    return address;
  }

  /** The address as text, without port and zone. */
  public String text() {
    return text;
  }

  public boolean trusted() {
    return trusted;
  }

  public boolean secure() {
    return secure;
  }

  public int listenerPort() {
    return listenerPort;
  }

  /** The hash of {@link #text()}, as strategies see it. */
  public long addressHash() {
    return addressHash;
  }

  /** The forwarding fields of a request from an untrusted peer, ready to be written. */
  public byte[] forwarded() {
    return forwarded;
  }
}
