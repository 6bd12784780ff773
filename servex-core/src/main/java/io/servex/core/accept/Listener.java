package io.servex.core.accept;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One bound address: a listening socket for each event loop where the system can share a port, so
 * that a connection stays on the loop that accepted it.
 */
public final class Listener implements AutoCloseable {
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);
  private static final int BACKLOG = 4096;
  private static final int MAX_READ = 32 * 1024;

  private final List<Channel> channels = new ArrayList<>();

  private Listener() {}

  @SuppressWarnings("deprecation")
  static Listener bind(InetSocketAddress address, EventLoops loops, ServerPipeline pipeline)
      throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(512, 2048, MAX_READ))
            .childHandler(pipeline);
    var listener = new Listener();
    try {
      if (loops.sharesPorts()) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        var bound = address;
        for (var worker : loops.workers()) {
          bound = listener.open(bootstrap.clone().group(worker.eventLoop()), bound);
        }
      } else {
        EventLoopGroup first = loops.workers().getFirst().eventLoop();
        var bound = listener.open(bootstrap.group(first, loops.group()), address);
        assert bound.getPort() != 0;
      }
      return listener;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Fails when another process listens there: sharing a port would hide that. It looks without
   * listening, so that no client comes to a socket that is closed again at once.
   */
  static void requireFree(InetSocketAddress address, EventLoops loops) throws IOException {
    if (address.getPort() == 0 || !loops.sharesPorts()) {
      return;
    }
    var bound =
        new Bootstrap()
            .group(loops.workers().getFirst().eventLoop())
            .channel(loops.clientChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(address)
            .awaitUninterruptibly();
    bound.channel().close().awaitUninterruptibly();
    check(bound);
  }

  private InetSocketAddress open(ServerBootstrap bootstrap, InetSocketAddress address)
      throws IOException {
    var future = bootstrap.bind(address).awaitUninterruptibly();
    check(future);
    channels.add(future.channel());
    return (InetSocketAddress) future.channel().localAddress();
  }

  private static void check(ChannelFuture bound) throws IOException {
    if (!bound.isSuccess()) {
      var cause = bound.cause();
      throw new IOException(cause == null ? "not bound" : cause.getMessage(), cause);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  /** Stops accepting. */
  @Override
  public void close() {
    for (var channel : channels) {
      channel.close().awaitUninterruptibly();
    }
  }
}
