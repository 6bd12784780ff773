package io.servex.dump;

import io.servex.api.capture.Recorder;
import io.servex.api.capture.RecorderProvider;
import io.servex.api.capture.Tap;
import io.servex.api.capture.TapCounts;
import io.servex.api.capture.TapSettings;
import io.servex.api.dump.DumpSink;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Joins taps, queue, writer and sinks.
 *
 * <p>A tap costs an event loop one copy of the bytes and an entry in the queue; everything else
 * happens on the writer's thread. When a sink is slower than the traffic, the queue fills and
 * further captures are dropped and counted; the traffic never waits.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class TrafficRecorder implements Recorder {
  private static final long STOP_MILLIS = 5_000;

  private final DumpQueue queue;
  private final DumpWriter writer;
  private final Trouble trouble;
  private final List<TrafficTap> taps = new CopyOnWriteArrayList<>();
  private final IdentityHashMap<DumpSink, SinkLane> lanes = new IdentityHashMap<>();
  private boolean closed;

  TrafficRecorder(RecorderProvider.Limits limits, System.Logger logger) {
    this.queue = new DumpQueue(limits);
    this.writer = new DumpWriter(queue);
    this.trouble = new Trouble(logger);
    writer.start();
  }

  @Override
  public synchronized Tap tap(TapSettings settings, DumpSink sink) {
    var lane = lanes.get(sink);
    if (lane == null) {
      lane = new SinkLane(sink, trouble);
      lanes.put(sink, lane);
      writer.add(lane);
    }
    var tap = new TrafficTap(settings, lane, queue);
    taps.add(tap);
    return tap;
  }

  @Override
  public List<TapCounts> counts() {
    return taps.stream().map(TrafficTap::counts).toList();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    var ended = writer.stop(STOP_MILLIS);
    queue.close();
    taps.forEach(TrafficTap::abandon);
    if (!ended) {
      trouble.report("a dump sink did not come to an end", new IllegalStateException("blocked"));
    }
  }
}
