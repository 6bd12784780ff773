package io.servex.core;

import io.servex.core.accept.EventLoops;
import io.servex.core.accept.Listeners;
import io.servex.core.accept.PressureGauge;
import io.servex.core.decode.Worker;
import io.servex.core.exchange.Exchanges;
import io.servex.core.upstream.ConnectionPool;
import io.servex.core.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running data plane: listeners, event loops, and the exchanges on them.
 *
 * <p><b>Threading:</b> every method may be called from any thread but an event loop.
 */
public final class DataPlane implements AutoCloseable {
  private final EventLoops loops;
  private final Listeners listeners;
  private final List<ConnectionPool> pools;
  private final PressureGauge gauge;

  private DataPlane(EventLoops loops, Listeners listeners, List<ConnectionPool> pools) {
    this.loops = loops;
    this.listeners = listeners;
    this.pools = pools;
    this.gauge = new PressureGauge(loops.pressure());
  }

  /**
   * Starts to serve.
   *
   * @param workers the number of event loops
   * @param accept what is listened to
   * @param exchanges what is done with requests
   * @param upstream how backends are reached
   * @throws IOException if an address cannot be bound; nothing is left open then
   */
  public static DataPlane start(
      int workers,
      Listeners.Settings accept,
      Exchanges.Settings exchanges,
      UpstreamSettings upstream)
      throws IOException {
    var loops = new EventLoops(workers);
    var pools = new ArrayList<ConnectionPool>();
    var handlers = new ArrayList<Exchanges>();
    for (var worker : loops.workers()) {
      var pool = new ConnectionPool(worker, upstream, loops.clientChannel());
      pools.add(pool);
      handlers.add(new Exchanges(exchanges, pool));
    }
    try {
      var listeners = Listeners.bind(accept, loops, handlers);
      return new DataPlane(loops, listeners, List.copyOf(pools));
    } catch (IOException e) {
      loops.close();
      throw e;
    }
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
    onEachWorker(Worker::drain);
    while (connections() > 0) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000L);
    }
    return true;
  }

  /** The number of client connections. */
  public int connections() {
    var sum = new ArrayList<CompletableFuture<Integer>>();
    for (var worker : loops.workers()) {
      sum.add(CompletableFuture.supplyAsync(worker::connectionCount, worker.eventLoop()));
    }
    var count = 0;
    for (var part : sum) {
      count += part.join();
    }
    return count;
  }

  /** Cuts what still runs and lets go of everything. */
  @Override
  public void close() {
    gauge.close();
    listeners.close();
    onEachWorker(Worker::closeAll);
    for (var i = 0; i < pools.size(); i++) {
      var pool = pools.get(i);
      CompletableFuture.runAsync(pool::close, loops.workers().get(i).eventLoop()).join();
    }
    loops.close();
  }

  private void onEachWorker(Consumer<Worker> action) {
    for (var worker : loops.workers()) {
      CompletableFuture.runAsync(() -> action.accept(worker), worker.eventLoop())
          .orTimeout(5, TimeUnit.SECONDS)
          .join();
    }
  }
}
