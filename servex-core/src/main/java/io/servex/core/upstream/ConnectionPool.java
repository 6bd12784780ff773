package io.servex.core.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** How the system says that all ports towards one address are taken (EADDRNOTAVAIL). */
  private static final String NO_PORT = "Cannot assign requested address";

  private final Worker worker;
  private final IdleCount count;
  private final Bootstrap bootstrap;
  private final Map<BackendState, Idle> idle = new HashMap<>();
  private final Set<UpstreamConnection> open = new HashSet<>();
  private final Map<BackendState, UpstreamSettings> retired = new HashMap<>();
  private UpstreamSettings settings;

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
      Worker worker,
      UpstreamSettings settings,
      IdleCount count,
      Class<? extends Channel> channelType) {
    this.worker = worker;
    this.count = count;
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
      count.remove(waiting.waiting);
      connection.takenFromPool();
      if (connection.usable()) {
        return connection;
      }
      connection.cancel();
    }
  }

  /** Takes a connection back; returns whether there was room for it. */
  boolean put(UpstreamConnection connection) {
    if (!wanted(connection)) {
      return false;
    }
    var waiting =
        idle.computeIfAbsent(connection.backend(), backend -> new Idle(count.of(backend)));
    if (!count.tryAdd(waiting.waiting, settings.idle())) {
      return false;
    }
    waiting.stack.addLast(connection);
    return true;
  }

  /** Whether the backend is still there, and is spoken to in the same way: by the same context. */
  @SuppressWarnings("ReferenceEquality")
  private boolean wanted(UpstreamConnection connection) {
    return settings.addresses().containsKey(connection.backend())
        && (connection.tls() == null || connection.tls() == settings.tls());
  }

  /** Notes a connection that was made. */
  void add(UpstreamConnection connection) {
    open.add(connection);
  }

  /** Forgets a connection that was closed, or never opened. */
  void closed(UpstreamConnection connection) {
    open.remove(connection);
  }

  /** Takes a waiting connection out. */
  void remove(UpstreamConnection connection) {
    var waiting = idle.get(connection.backend());
    if (waiting != null && waiting.stack.remove(connection)) {
      count.remove(waiting.waiting);
    }
  }

  long idleNanos() {
    return settings.idle().idle().toNanos();
  }

  /**
   * Goes by other settings from now on. What waits on a connection to a backend that is gone, or
   * that is spoken to in another way, is closed; what is in use ends by itself, or in {@link
   * #cutUnwanted}.
   */
  public void apply(UpstreamSettings next) {
    assert worker.eventLoop().inEventLoop();
    for (var backend : settings.addresses().keySet()) {
      retired.put(backend, settings);
    }
    retired.keySet().removeAll(next.addresses().keySet());
    settings = next;
    for (var connection : List.copyOf(open)) {
      if (!wanted(connection) && connection.waiting()) {
        discard(connection);
      }
    }
    idle.keySet()
        .removeIf(backend -> {
          var gone = !next.addresses().containsKey(backend);
          if (gone) {
            count.forget(backend);
          }
          return gone;
        });
  }

  /** Cuts what is still in use on connections to backends that are gone. */
  public void cutUnwanted() {
    assert worker.eventLoop().inEventLoop();
    retired.clear();
    for (var connection : List.copyOf(open)) {
      if (!settings.addresses().containsKey(connection.backend())) {
        connection.cut();
      }
    }
  }

  /** Closes what waits. */
  public void close() {
    assert worker.eventLoop().inEventLoop();
    for (var connection : List.copyOf(open)) {
      if (connection.waiting()) {
        discard(connection);
      }
    }
  }

  private void discard(UpstreamConnection connection) {
    remove(connection);
    connection.takenFromPool();
    connection.cancel();
  }

  // ---- new connections

  private void open(RuleBackend backend, Exchange exchange) {
    var of = retired.getOrDefault(backend.state(), settings);
    var address = of.addresses().get(backend.state());
    var tls = backend.tls() ? of.tls() : null;
    if (address == null || backend.tls() && tls == null) {
      exchange.connectFailed(Failure.CONNECT);
      return;
    }
    var millis = (int) Math.min(TimeUnit.NANOSECONDS.toMillis(exchange.connectNanos()), 1 << 30);
    var connection = new UpstreamConnection(worker, this, backend.state(), settings.limits(), tls);
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
        connectFailed(exchange, done.cause());
      } else if (tls != null) {
        shakeHands(done.channel(), connection, exchange);
      } else {
        exchange.connected(connection);
      }
    });
  }

  /**
   * Blames the backend, or the gateway itself where it has no descriptor or no port left. Netty
   * tells of a socket that could not be made on a thread of its own.
   */
  private void connectFailed(Exchange exchange, Throwable cause) {
    var exhausted =
        cause instanceof ChannelException || String.valueOf(cause.getMessage()).contains(NO_PORT);
    var reason = exhausted ? Failure.OVERLOADED : Failure.CONNECT;
    var loop = worker.eventLoop();
    if (loop.inEventLoop()) {
      exchange.connectFailed(reason);
    } else {
      loop.execute(() -> exchange.connectFailed(reason));
    }
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
