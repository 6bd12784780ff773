package io.servex.core.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.servex.core.decode.Worker;
import io.servex.core.exchange.Connector;
import io.servex.core.exchange.Exchange;
import io.servex.core.exchange.Failure;
import io.servex.core.select.BackendState;
import io.servex.core.select.RuleBackend;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to all backends that one event loop owns. The one that was used last is used
 * next, so that surplus ones grow old and close.
 *
 * <p><b>Threading:</b> confined to its event loop; no locks. Only the limits on idle connections
 * are shared, and atomic.
 */
public final class ConnectionPool implements Connector {
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final Worker worker;
  private final UpstreamSettings settings;
  private final Bootstrap bootstrap;
  private final Map<BackendState, Idle> idle = new HashMap<>();

  /** The waiting connections of one backend. */
  private static final class Idle {
    private final ArrayDeque<UpstreamConnection> stack = new ArrayDeque<>();
    private final AtomicInteger waiting;

    Idle(AtomicInteger waiting) {
      this.waiting = waiting;
    }
  }

  /** Makes the empty pool of a worker. */
  @SuppressWarnings("deprecation")
  public ConnectionPool(
      Worker worker, UpstreamSettings settings, Class<? extends Channel> channelType) {
    this.worker = worker;
    this.settings = settings;
    this.bootstrap =
        new Bootstrap()
            .group(worker.eventLoop())
            .channel(channelType)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new HeadroomReceiveAllocator());
  }

  @Override
  public void connect(RuleBackend backend, Exchange exchange, boolean fresh) {
    assert worker.eventLoop().inEventLoop();
    var connection = fresh ? null : take(backend.state());
    if (connection != null) {
      exchange.connected(connection);
      return;
    }
    open(backend, exchange);
  }

  private @Nullable UpstreamConnection take(BackendState backend) {
    var waiting = idle.get(backend);
    if (waiting == null) {
      return null;
    }
    while (true) {
      var connection = waiting.stack.pollLast();
      if (connection == null) {
        return null;
      }
      settings.idle().remove(waiting.waiting);
      connection.takenFromPool();
      if (connection.usable()) {
        return connection;
      }
      connection.cancel();
    }
  }

  /** Takes a connection back; returns whether there was room for it. */
  boolean put(UpstreamConnection connection) {
    var waiting =
        idle.computeIfAbsent(
            connection.backend(),
            state ->
                new Idle(settings.waiting().computeIfAbsent(state, key -> new AtomicInteger())));
    if (!settings.idle().tryAdd(waiting.waiting)) {
      return false;
    }
    waiting.stack.addLast(connection);
    return true;
  }

  /** Forgets a waiting connection that closed. */
  void remove(UpstreamConnection connection) {
    var waiting = idle.get(connection.backend());
    if (waiting != null && waiting.stack.remove(connection)) {
      settings.idle().remove(waiting.waiting);
    }
  }

  long idleNanos() {
    return settings.idle().idleNanos();
  }

  /** Closes what waits. */
  public void close() {
    assert worker.eventLoop().inEventLoop();
    for (var waiting : idle.values()) {
      for (var connection = waiting.stack.pollLast();
          connection != null;
          connection = waiting.stack.pollLast()) {
        settings.idle().remove(waiting.waiting);
        connection.takenFromPool();
        connection.cancel();
      }
    }
  }

  // ---- new connections

  private void open(RuleBackend backend, Exchange exchange) {
    var address = settings.addresses().get(backend.state());
    var tls = backend.tls() ? settings.tls() : null;
    if (address == null || backend.tls() && tls == null) {
      exchange.connectFailed(Failure.CONNECT);
      return;
    }
    var millis = (int) Math.min(TimeUnit.NANOSECONDS.toMillis(exchange.connectNanos()), 1 << 30);
    var connection = new UpstreamConnection(worker, this, backend.state(), settings.limits());
    var connecting =
        bootstrap
            .clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.max(1, millis))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      var handler = tls.newHandler(channel.alloc(), backend.host(), backend.port());
                      handler.setHandshakeTimeoutMillis(Math.min(millis, HANDSHAKE_MILLIS));
                      channel.pipeline().addLast(handler);
                    }
                    channel.pipeline().addLast(connection);
                  }
                })
            .connect(address);
    connecting.addListener((ChannelFuture done) -> {
      if (!done.isSuccess()) {
        exchange.connectFailed(Failure.CONNECT);
      } else if (tls != null) {
        shakeHands(done.channel(), connection, exchange);
      } else {
        exchange.connected(connection);
      }
    });
  }

  private void shakeHands(Channel channel, UpstreamConnection connection, Exchange exchange) {
    var handler = channel.pipeline().get(SslHandler.class);
    handler
        .handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            exchange.connected(connection);
          } else {
            channel.close();
            exchange.connectFailed(Failure.TLS);
          }
        });
  }
}
