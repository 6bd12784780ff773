package io.servex.server.observe;

import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.RefusedLine;
import io.servex.core.exchange.Destination;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.exchange.ExchangeObserver;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times every request, whoever answers it.
 *
 * <p>Idea: each event loop has tables of its own that lead from small numbers (status, method) and
 * from identities (destination, backend) to the series, and a cell of its own in each series. The
 * registry is asked once for each series and loop; after that, a request costs a few plain loads
 * and stores, no lock, no atomic operation and no allocation.
 *
 * <p><b>Threading:</b> the tables are confined to their event loops.
 */
public final class ExchangeMeters implements ExchangeObserver {
  private static final int CLASSES = 6;

  private final RequestSeries series;
  private final Loop[] loops;
  private volatile List<Destination.Upstream> inForce = List.of();

  /** What one event loop knows. */
  private static final class Loop {
    private final int index;
    private final @Nullable LoopCounter[] byStatus = new @Nullable LoopCounter[StatusSlots.COUNT];
    private final @Nullable LoopCounter[] byMethod = new @Nullable LoopCounter[MethodSlots.COUNT];
    private final @Nullable LoopHistogram[] durations =
        new @Nullable LoopHistogram[MethodSlots.COUNT * CLASSES];
    private final LoopDurations others;

    /** New ones with each configuration: the old ones go at once, also where nobody asks. */
    private volatile Tables tables = new Tables();

    Loop(int index, LoopDurations others) {
      this.index = index;
      this.others = others;
    }
  }

  /** What an event loop knows of where requests go. */
  private static final class Tables {
    final Map<Destination, DestinationMeters> rules = new IdentityHashMap<>();
    final Map<String, DestinationMeters> endpoints = new HashMap<>();
  }

  /** Registers the families. */
  public ExchangeMeters(Meters meters) {
    series = new RequestSeries(meters);
    loops = new Loop[meters.loops()];
    for (var i = 0; i < loops.length; i++) {
      loops[i] = new Loop(i, series.path(RequestSeries.OTHER, true));
    }
  }

  /**
   * Rules are in force: what was counted of those that are gone, and of backends that are gone, is
   * forgotten, and the event loops look their tables up anew.
   */
  public void inForce(List<Destination.Upstream> rules) {
    series.keep(rules);
    inForce = List.copyOf(rules);
    for (var loop : loops) {
      loop.tables = new Tables();
    }
  }

  private Loop loop(ClientEdge client) {
    return loops[client.worker().index()];
  }

  @Override
  public void began(ExchangeFacts exchange) {
    var loop = loop(exchange.client());
    series.requests.add(loop.index, 1);
    var slot = MethodSlots.slot(exchange.request());
    var counter = loop.byMethod[slot];
    if (counter == null) {
      counter = series.method(MethodSlots.text(slot));
      loop.byMethod[slot] = counter;
    }
    counter.add(loop.index, 1);
  }

  @Override
  public void ended(ExchangeFacts exchange) {
    var loop = loop(exchange.client());
    var status = exchange.status();
    var nanos = exchange.durationNanos();
    var method = MethodSlots.slot(exchange.request());
    answered(loop, status, nanos);
    duration(loop, method, status, nanos);
    var filters = exchange.filters();
    var rejectedBy = filters == null ? null : filters.answeredBy();
    if (rejectedBy != null) {
      series.rejected(rejectedBy).add(loop.index, 1);
    }
    var destination = exchange.destination();
    if (destination == null) {
      loop.others.record(loop.index, nanos, status >= 400);
      return;
    }
    destination(loop, destination).record(loop.index, method, exchange);
  }

  private void answered(Loop loop, int status, long nanos) {
    series.responses.add(loop.index, 1);
    series.nanos.add(loop.index, nanos);
    if (status >= 400) {
      series.errors.add(loop.index, 1);
    }
    var slot = StatusSlots.slot(status);
    var counter = loop.byStatus[slot];
    if (counter == null) {
      counter = series.status(StatusSlots.text(slot));
      loop.byStatus[slot] = counter;
    }
    counter.add(loop.index, 1);
  }

  private void duration(Loop loop, int method, int status, long nanos) {
    var group = Math.clamp(status / 100, 0, CLASSES - 1);
    var slot = method * CLASSES + group;
    var histogram = loop.durations[slot];
    if (histogram == null) {
      histogram = series.duration(MethodSlots.text(method), group + "xx");
      loop.durations[slot] = histogram;
    }
    histogram.record(loop.index, nanos);
  }

  private DestinationMeters destination(Loop loop, Destination destination) {
    var tables = loop.tables;
    if (!(destination instanceof Destination.Upstream)) {
      return tables.endpoints.computeIfAbsent(
          destination.name(), name -> new DestinationMeters(series, destination));
    }
    var known = tables.rules.get(destination);
    if (known == null) {
      known = new DestinationMeters(series, destination);
      if (isInForce(destination)) {
        tables.rules.put(destination, known);
      }
    }
    return known;
  }

  /** A rule that is gone is not kept for the tunnels that end on it: its plugins would be too. */
  @SuppressWarnings("ReferenceEquality") // two rules that look alike are two
  private boolean isInForce(Destination destination) {
    var rules = inForce;
    for (var i = 0; i < rules.size(); i++) {
      if (rules.get(i) == destination) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void refused(
      int status, String reason, byte[] requestId, RefusedLine line, ClientEdge client) {
    var loop = loop(client);
    series.requests.add(loop.index, 1);
    series.rejected("malformed").add(loop.index, 1);
    answered(loop, status, 0);
    loop.others.record(loop.index, 0, true);
  }
}
