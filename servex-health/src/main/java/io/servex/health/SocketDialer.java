package io.servex.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connects over the JDK's sockets: to the first address of a host that answers, with TLS for https.
 *
 * <p><b>Threading:</b> immutable; {@link #dial} blocks.
 */
public final class SocketDialer implements Dialer {
  private final Resolver resolver;
  private final @Nullable SSLContext tls;
  private final boolean verify;

  /** Finds the addresses of a host. */
  @FunctionalInterface
  public interface Resolver {
    /**
     * The addresses of a backend's host, the preferred one first.
     *
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> resolve(URI backend) throws UnknownHostException;
  }

  /**
   * Connects to hosts.
   *
   * @param resolver finds their addresses
   * @param tls secures connections to https; null when there is none
   * @param verify whether a certificate must be for the host's name
   */
  public SocketDialer(Resolver resolver, @Nullable SSLContext tls, boolean verify) {
    this.resolver = resolver;
    this.tls = tls;
    this.verify = verify;
  }

  @Override
  public Socket dial(URI backend, Duration timeout) throws IOException {
    var secure = "https".equalsIgnoreCase(backend.getScheme());
    var port = backend.getPort() >= 0 ? backend.getPort() : secure ? 443 : 80;
    var millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    var socket = connect(resolver.resolve(backend), port, millis);
    try {
      return secure ? secured(socket, name(backend), port) : socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** The host as certificates name it: an IPv6 address has no brackets there. */
  private static String name(URI backend) {
    var host = String.valueOf(backend.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Socket connect(List<InetAddress> addresses, int port, int millis)
      throws IOException {
    IOException failure = new UnknownHostException("the host has no address");
    for (var address : addresses) {
      var socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(millis);
        socket.connect(new InetSocketAddress(address, port), millis);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  private Socket secured(Socket plain, String host, int port) throws IOException {
    if (tls == null) {
      throw new IOException("there is nothing to secure the connection with");
    }
    var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
    var parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (verify) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
