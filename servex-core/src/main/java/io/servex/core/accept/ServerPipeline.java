package io.servex.core.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.servex.core.decode.ClientAddress;
import io.servex.core.decode.ClientPeer;
import io.servex.core.decode.ConnectionTimeouts;
import io.servex.core.decode.Http1Connection;
import io.servex.core.decode.Pressure;
import io.servex.core.decode.RequestHandler;
import io.servex.core.decode.RequestLimits;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the handlers of an accepted connection in their order, which is written down here alone:
 *
 * <pre>
 *   [TLS]  SslHandler        only on an https listener
 *          Http1Connection   heads, bodies, answers
 * </pre>
 */
final class ServerPipeline extends ChannelInitializer<Channel> {
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final EventLoops loops;
  private final List<? extends RequestHandler> handlers;
  private final Gate gate;
  private final AtomicInteger open = new AtomicInteger();
  private volatile Terms terms;

  /**
   * What new connections get.
   *
   * @param limits how large a head may be
   * @param timeouts how long a client may take
   * @param resolver works out who a client is
   * @param tls the listener's identity; null for http
   */
  record Terms(
      RequestLimits limits,
      ConnectionTimeouts timeouts,
      ClientAddress resolver,
      @Nullable SslContext tls) {}

  /** What all listeners count together. */
  record Gate(ConnectionLimiter limiter, TlsHandshakes handshakes) {}

  ServerPipeline(
      EventLoops loops, List<? extends RequestHandler> handlers, Gate gate, Terms terms) {
    this.loops = loops;
    this.handlers = List.copyOf(handlers);
    this.gate = gate;
    this.terms = terms;
  }

  /** Gives other terms to the connections that come from now on. */
  void apply(Terms next) {
    terms = next;
  }

  @Override
  protected void initChannel(Channel channel) {
    var worker = loops.worker(channel.eventLoop());
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !(channel.localAddress() instanceof InetSocketAddress local)) {
      channel.close();
      return;
    }
    var now = terms;
    var trusted = now.resolver().trusts(remote.getAddress());
    var exempt = trusted || remote.getAddress().isLoopbackAddress();
    if (worker.pressure().sheds(Pressure.Level.CONNECTIONS)
        || !gate.limiter.tryOpen(open, remote.getAddress(), exempt)) {
      channel.close();
      return;
    }
    channel
        .closeFuture()
        .addListener(closed -> gate.limiter.closed(open, remote.getAddress(), exempt));
    var tls = now.tls();
    if (tls != null) {
      var handler = tls.newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
      gate.handshakes.follow(handler);
      channel.pipeline().addLast(handler);
    }
    var peer = new ClientPeer(remote.getAddress(), trusted, tls != null, local.getPort());
    var connection =
        new Http1Connection(
            channel,
            worker,
            handlers.get(worker.index()),
            now.limits(),
            now.timeouts(),
            now.resolver(),
            peer);
    channel.pipeline().addLast(connection);
  }
}
