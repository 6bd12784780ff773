package io.servex.server.observe;

import io.servex.api.capture.TapCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What became of captures, for each rule that has a tap.
 *
 * <p>A reload may open a new recorder while the one before still writes; what both count is added
 * up, so that a counter never falls while its rule is there.
 *
 * <p><b>Threading:</b> for all threads, under its lock.
 */
public final class DumpMeters {
  private static final Family ENTRIES =
      Family.counter("servex_proxy_dump_entries_total", "Captures that a sink has.");
  private static final Family DROPPED =
      Family.counter("servex_proxy_dump_dropped_total", "Captures that no sink will ever have.");
  private static final Family BYTES =
      Family.counter("servex_proxy_dump_bytes_total", "Bytes of the lines that a sink has.");
  private static final Family WAITING =
      Family.gauge("servex_proxy_dump_waiting", "Captures on their way to a sink.");

  private final Meters meters;
  private final List<Source> sources = new ArrayList<>();
  private final Map<String, TapCounts> ended = new HashMap<>();
  private Meters.Group group;

  /** Somebody who counts captures, until it is over. */
  public interface Source {
    /** What became of captures so far, for each rule. */
    List<TapCounts> counts();

    /** Whether the counts do not change any more. */
    boolean over();
  }

  /** Registers nothing yet. */
  public DumpMeters(Meters meters) {
    this.meters = meters;
    this.group = meters.group();
  }

  /** A source is in force; those before it go on counting until they are over. */
  public synchronized void inForce(Source source) {
    if (!sources.contains(source)) {
      sources.add(source);
    }
    settle(source);
    group.close();
    group = meters.group();
    for (var tap : source.counts()) {
      var rule = tap.rule();
      group
          .counter(ENTRIES, () -> sum(rule, TapCounts::written), "rule", rule)
          .counter(DROPPED, () -> sum(rule, TapCounts::dropped), "rule", rule)
          .counter(BYTES, () -> sum(rule, TapCounts::bytes), "rule", rule)
          .gauge(WAITING, () -> sum(rule, DumpMeters::waiting), "rule", rule);
    }
  }

  /** Adds up what is over, and forgets rules that nobody captures any more. */
  private void settle(Source current) {
    for (var source : List.copyOf(sources)) {
      if (source != current && source.over()) {
        sources.remove(source);
        source.counts().forEach(tap -> ended.merge(tap.rule(), tap, DumpMeters::both));
      }
    }
    var captured = new ArrayList<String>();
    sources.forEach(source -> source.counts().forEach(tap -> captured.add(tap.rule())));
    ended.keySet().retainAll(captured);
  }

  private static TapCounts both(TapCounts a, TapCounts b) {
    return new TapCounts(
        a.rule(),
        a.accepted() + b.accepted(),
        a.written() + b.written(),
        a.dropped() + b.dropped(),
        a.bytes() + b.bytes());
  }

  private static long waiting(TapCounts tap) {
    return Math.max(0, tap.accepted() - tap.written() - tap.dropped());
  }

  private synchronized long sum(String rule, ToLongFunction<TapCounts> number) {
    var before = ended.get(rule);
    var sum = before == null ? 0 : number.applyAsLong(before);
    for (var source : sources) {
      for (var tap : source.counts()) {
        if (tap.rule().equals(rule)) {
          sum += number.applyAsLong(tap);
        }
      }
    }
    return sum;
  }
}
