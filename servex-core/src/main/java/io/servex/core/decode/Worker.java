package io.servex.core.decode;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one event loop owns and shares between its connections: scratch space, deadlines, heads that
 * wait to be used again, and the connections themselves.
 *
 * <p><b>Threading:</b> confined to the event loop, but for {@link #eventLoop()} and {@link
 * #index()}.
 */
public final class Worker {
  private static final int SPARE_HEADS = 256;
  private static final int SPARE_HEAD_BYTES = 8 * 1024;

  private final EventLoop eventLoop;
  private final int index;
  private final Pressure pressure;
  private final DeadlineWheel deadlines;
  private final ByteWriter out = new ByteWriter();
  private final Http1HeadParser parser = new Http1HeadParser();
  private final DecodedResponse response = new DecodedResponse();
  private final ArrayDeque<DecodedRequest> spareHeads = new ArrayDeque<>();
  private final Set<Http1Connection> connections = new HashSet<>();
  private long lastTick = System.nanoTime();
  private boolean draining;

  /** Makes the worker of an event loop and starts its ticking there. */
  public Worker(EventLoop eventLoop, int index, Pressure pressure) {
    this.eventLoop = eventLoop;
    this.index = index;
    this.pressure = pressure;
    this.deadlines = new DeadlineWheel(System.nanoTime());
    var ticking =
        eventLoop.scheduleAtFixedRate(
            this::tick, DeadlineWheel.TICK_NANOS, DeadlineWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
    assert !ticking.isDone();
  }

  private void tick() {
    var now = System.nanoTime();
    var late = now - lastTick - DeadlineWheel.TICK_NANOS;
    lastTick = now;
    pressure.loopWasLate(index, late);
    deadlines.advance(now);
  }

  public EventLoop eventLoop() {
    return eventLoop;
  }

  /** The number of this worker, from 0. */
  public int index() {
    return index;
  }

  public DeadlineWheel deadlines() {
    return deadlines;
  }

  /** The scratch space for a head, begun anew: valid until the next call. */
  public ByteWriter out() {
    return out.reset();
  }

  public Http1HeadParser parser() {
    return parser;
  }

  /** The response head that is being relayed: valid within one call. */
  public DecodedResponse response() {
    return response;
  }

  /** Whether new requests on this worker are the last of their connections. */
  public boolean draining() {
    return draining;
  }

  /** Whether connections go on after an answer. */
  boolean keepsConnections() {
    return !draining && !pressure.sheds(Pressure.Level.KEEP_ALIVE);
  }

  /** How hard the process is pressed. */
  public Pressure pressure() {
    return pressure;
  }

  /** Lets every connection end after what it is doing. */
  public void drain() {
    assert eventLoop.inEventLoop();
    draining = true;
    for (var connection : new ArrayList<>(connections)) {
      connection.drain();
    }
  }

  /** Cuts what is left. */
  public void closeAll() {
    assert eventLoop.inEventLoop();
    for (var connection : new ArrayList<>(connections)) {
      connection.cut();
    }
  }

  /** The number of client connections. */
  public int connectionCount() {
    return connections.size();
  }

  void opened(Http1Connection connection) {
    connections.add(connection);
  }

  void closed(Http1Connection connection) {
    connections.remove(connection);
  }

  DecodedRequest takeHead() {
    var spare = spareHeads.pollLast();
    return spare == null ? new DecodedRequest() : spare;
  }

  void giveBack(DecodedRequest head) {
    if (spareHeads.size() < SPARE_HEADS && head.bytes().length <= SPARE_HEAD_BYTES) {
      head.clear();
      spareHeads.addLast(head);
    }
  }
}
