package io.servex.core;

import io.netty.buffer.PooledByteBufAllocator;
import io.servex.core.accept.EventLoops;
import io.servex.core.accept.Listeners;
import io.servex.core.accept.LoopLag;
import io.servex.core.accept.LoopWatchdog;
import io.servex.core.accept.PressureGauge;
import io.servex.core.accept.TlsHandshakes;
import io.servex.core.decode.Pressure;
import io.servex.core.decode.Worker;
import io.servex.core.exchange.Exchanges;
import io.servex.core.exchange.RunningExchanges;
import io.servex.core.upstream.ConnectionPool;
import io.servex.core.upstream.IdleCount;
import io.servex.core.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A running data plane: listeners, event loops, and the exchanges on them.
 *
 * <p><b>Threading:</b> every method may be called from any thread but an event loop.
 */
public final class DataPlane implements AutoCloseable {
  private final EventLoops loops;
  private final Listeners listeners;
  private final List<Lane> lanes;
  private final IdleCount idle;
  private final PressureGauge gauge;
  private UpstreamSettings upstream;

  /** What one event loop does. */
  private record Lane(Worker worker, Exchanges exchanges, ConnectionPool pool) {}

  /**
   * What is in force together.
   *
   * @param accept what is listened to
   * @param exchanges what is done with requests
   * @param upstream how backends are reached
   */
  public record Settings(
      Listeners.Settings accept, Exchanges.Settings exchanges, UpstreamSettings upstream) {}

  /**
   * What a change did.
   *
   * @param listeners what became of them
   * @param running the exchanges that go by the settings before
   */
  public record Applied(Listeners.Change listeners, List<RunningExchanges> running) {
    /** Copies the list. */
    public Applied {
      running = List.copyOf(running);
    }
  }

  private DataPlane(
      EventLoops loops,
      Listeners listeners,
      List<Lane> lanes,
      IdleCount idle,
      UpstreamSettings upstream) {
    this.upstream = upstream;
    this.loops = loops;
    this.listeners = listeners;
    this.lanes = lanes;
    this.idle = idle;
    this.gauge = new PressureGauge(loops.pressure());
  }

  /**
   * Starts to serve.
   *
   * @param workers the number of event loops
   * @param settings what is in force at first
   * @throws IOException if an address cannot be bound; nothing is left open then
   */
  public static DataPlane start(int workers, Settings settings) throws IOException {
    var loops = new EventLoops(workers);
    var idle = new IdleCount();
    var lanes = new ArrayList<Lane>();
    for (var worker : loops.workers()) {
      var pool = new ConnectionPool(worker, settings.upstream(), idle, loops.clientChannel());
      lanes.add(new Lane(worker, new Exchanges(settings.exchanges(), pool), pool));
    }
    try {
      var handlers = lanes.stream().map(Lane::exchanges).toList();
      var listeners = Listeners.bind(settings.accept(), loops, handlers);
      return new DataPlane(loops, listeners, List.copyOf(lanes), idle, settings.upstream());
    } catch (IOException e) {
      loops.close();
      throw e;
    }
  }

  /**
   * Serves by other settings from now on. Exchanges that have begun, tunnels among them, end by
   * those of their time; what still runs to a backend that is gone is cut after a while. Changes
   * come one at a time.
   *
   * @param next what is in force then
   * @param drain how long exchanges to backends that are gone may last
   * @return what it did
   * @throws IOException if an address cannot be bound; nothing is changed then
   */
  public Applied apply(Settings next, Duration drain) throws IOException {
    var change = listeners.apply(next.accept());
    var gone = upstream.without(next.upstream());
    upstream = next.upstream();
    // pools first: no exchange may choose a backend that its pool does not know yet
    for (var lane : lanes) {
      on(lane.worker, worker -> lane.pool.apply(next.upstream(), gone, drain));
    }
    var running = new ArrayList<RunningExchanges>();
    for (var lane : lanes) {
      on(lane.worker, worker -> running.add(lane.exchanges.apply(next.exchanges())));
    }
    return new Applied(change, running);
  }

  /** How the TLS handshakes of clients ended. */
  public TlsHandshakes handshakes() {
    return listeners.handshakes();
  }

  /** How late each event loop is. */
  public List<LoopLag> lags() {
    return loops.lags();
  }

  /** Has somebody told of event loops that are held; to be closed before the data plane. */
  public LoopWatchdog watch(LoopWatchdog.Listener listener) {
    return new LoopWatchdog(loops.workers(), listener);
  }

  /** How hard the process is pressed. */
  public Pressure pressure() {
    return loops.pressure();
  }

  /** The direct memory that the pool of buffers holds. */
  public static long pooledBytes() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  /** The direct memory of the buffers that live, of all data planes of the process. */
  public static long liveBytes() {
    return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  }

  /** Where it listens, in the order of the settings. */
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /**
   * Stops accepting and lets what runs come to its end.
   *
   * @param limit how long to wait
   * @return whether everything ended in time
   */
  public boolean drain(Duration limit) {
    listeners.close();
    var deadline = System.nanoTime() + limit.toNanos();
    for (var lane : lanes) {
      on(lane.worker, Worker::drain);
    }
    while (connections() > 0) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(10_000_000L);
    }
    return true;
  }

  /** The number of client connections. */
  public int connections() {
    return listeners.connections();
  }

  /** The number of connections to backends that wait to be used again. */
  public int idleConnections() {
    return idle.waiting();
  }

  /** Cuts what still runs and lets go of everything. */
  @Override
  public void close() {
    gauge.close();
    listeners.close();
    for (var lane : lanes) {
      on(
          lane.worker,
          worker -> {
            worker.closeAll();
            lane.pool.close();
          });
    }
    loops.close();
  }

  private static void on(Worker worker, Consumer<Worker> action) {
    CompletableFuture.runAsync(() -> action.accept(worker), worker.eventLoop())
        .orTimeout(5, TimeUnit.SECONDS)
        .join();
  }
}
