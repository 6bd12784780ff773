package io.servex.core.accept;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.servex.core.decode.Pressure;
import io.servex.core.decode.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The event loops, each with its {@link Worker}: over epoll where that is there, over NIO
 * elsewhere.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class EventLoops implements AutoCloseable {
  private final boolean epoll = Epoll.isAvailable();
  private final MultiThreadIoEventLoopGroup group;
  private final List<Worker> workers;
  private final List<LoopLag> lags;
  private final Pressure pressure;
  private final Map<EventLoop, Worker> byLoop = new HashMap<>();

  /** Starts so many event loops. */
  public EventLoops(int count) {
    pressure = new Pressure(count);
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("servex-loop"), io);
    var made = new ArrayList<Worker>();
    for (var i = 0; i < count; i++) {
      var loop = (EventLoop) group.next();
      var worker = new Worker(loop, i, pressure);
      made.add(worker);
      byLoop.put(loop, worker);
    }
    workers = List.copyOf(made);
    lags = workers.stream().map(worker -> new LoopLag(worker.eventLoop())).toList();
  }

  public List<Worker> workers() {
    return workers;
  }

  /** How late each of them is. */
  public List<LoopLag> lags() {
    return lags;
  }

  /** How hard the process is pressed. */
  public Pressure pressure() {
    return pressure;
  }

  /** The worker of an event loop of this group. */
  public Worker worker(EventLoop loop) {
    var worker = byLoop.get(loop);
    if (worker == null) {
      throw new IllegalArgumentException("a foreign event loop");
    }
    return worker;
  }

  /** Whether each event loop can have a listening socket of its own on one port. */
  public boolean sharesPorts() {
    return epoll;
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** The type of an outgoing connection. */
  public Class<? extends Channel> clientChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
