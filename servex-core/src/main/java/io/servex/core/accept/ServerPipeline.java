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
  private final Settings settings;
  private final @Nullable SslContext tls;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * What all connections share.
   *
   * @param limits how large a head may be
   * @param timeouts how long a client may take
   * @param resolver works out who a client is
   * @param limiter counts connections
   */
  record Settings(
      RequestLimits limits,
      ConnectionTimeouts timeouts,
      ClientAddress resolver,
      ConnectionLimiter limiter) {}

  ServerPipeline(
      EventLoops loops,
      List<? extends RequestHandler> handlers,
      Settings settings,
      @Nullable SslContext tls) {
    this.loops = loops;
    this.handlers = List.copyOf(handlers);
    this.settings = settings;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    var worker = loops.worker(channel.eventLoop());
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !(channel.localAddress() instanceof InetSocketAddress local)) {
      channel.close();
      return;
    }
    var trusted = settings.resolver().trusts(remote.getAddress());
    var exempt = trusted || remote.getAddress().isLoopbackAddress();
    if (worker.pressure().sheds(Pressure.Level.CONNECTIONS)
        || !settings.limiter().tryOpen(open, remote.getAddress(), exempt)) {
      channel.close();
      return;
    }
    channel
        .closeFuture()
        .addListener(closed -> settings.limiter().closed(open, remote.getAddress(), exempt));
    if (tls != null) {
      var handler = tls.newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
      channel.pipeline().addLast(handler);
    }
    var peer = new ClientPeer(remote.getAddress(), trusted, tls != null, local.getPort());
    var connection =
        new Http1Connection(
            channel,
            worker,
            handlers.get(worker.index()),
            settings.limits(),
            settings.timeouts(),
            settings.resolver(),
            peer);
    channel.pipeline().addLast(connection);
  }
}
