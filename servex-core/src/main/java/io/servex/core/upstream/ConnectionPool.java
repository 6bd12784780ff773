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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

  /** How many connections are closed in one go, so that others get their turn. */
  private static final int AT_ONCE = 64;

  /** How the system says that all ports towards one address are taken (EADDRNOTAVAIL). */
  private static final String NO_PORT = "Cannot assign requested address";

  private final Worker worker;
  private final IdleCount count;
  private final Bootstrap bootstrap;
  private final Map<BackendState, Idle> idle = new HashMap<>();
  private final Set<UpstreamConnection> open = new HashSet<>();
  private final List<UpstreamSettings> retired = new ArrayList<>();
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
   * that is spoken to in another way, is closed; what is in use ends by itself, or is cut when its
   * time is over. A later change shortens that time for nobody.
   *
   * @param next the settings
   * @param gone the backends that are gone with this change, and how they were reached
   * @param drain how long exchanges that have begun may use them
   */
  public void apply(UpstreamSettings next, UpstreamSettings gone, Duration drain) {
    assert worker.eventLoop().inEventLoop();
    settings = next;
    if (gone.addresses().isEmpty()) {
      return;
    }
    retired.add(gone);
    var cutting =
        worker.eventLoop().schedule(() -> cut(gone), drain.toMillis(), TimeUnit.MILLISECONDS);
    assert cutting != null;
    closeUnwanted();
  }

  private void closeUnwanted() {
    var unwanted = new ArrayList<UpstreamConnection>();
    for (var connection : open) {
      if (connection.waiting() && !wanted(connection)) {
        remove(connection);
        unwanted.add(connection);
      }
    }
    idle.keySet()
        .removeIf(backend -> {
          var gone = !settings.addresses().containsKey(backend);
          if (gone) {
            count.forget(backend);
          }
          return gone;
        });
    inSlices(unwanted.iterator(), ConnectionPool::letGo);
  }

  /** The time is over of what is still in use on connections to backends that are gone. */
  private void cut(UpstreamSettings gone) {
    retired.remove(gone);
    var late = open.stream().filter(one -> gone.addresses().containsKey(one.backend())).toList();
    inSlices(late.iterator(), UpstreamConnection::cut);
  }

  /** Does something with some at once, and with the others after a moment for other work. */
  private void inSlices(
      Iterator<UpstreamConnection> connections, Consumer<UpstreamConnection> action) {
    for (var i = 0; i < AT_ONCE && connections.hasNext(); i++) {
      action.accept(connections.next());
    }
    if (connections.hasNext()) {
      var next =
          worker
              .eventLoop()
              .schedule(() -> inSlices(connections, action), 1, TimeUnit.MILLISECONDS);
      assert next != null;
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
    letGo(connection);
  }

  private static void letGo(UpstreamConnection connection) {
    connection.takenFromPool();
    connection.cancel();
  }

  // ---- new connections

  /** How a backend is reached, or was where it is gone and its time is not over. */
  private UpstreamSettings settings(BackendState backend) {
    if (!settings.addresses().containsKey(backend)) {
      for (var gone : retired) {
        if (gone.addresses().containsKey(backend)) {
          return gone;
        }
      }
    }
    return settings;
  }

  private void open(RuleBackend backend, Exchange exchange) {
    var of = settings(backend.state());
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
