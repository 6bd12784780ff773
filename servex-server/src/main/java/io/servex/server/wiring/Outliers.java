package io.servex.server.wiring;

import io.servex.core.select.AttemptCounts;
import io.servex.core.select.BackendState;
import io.servex.health.OutlierDetector;
import io.servex.server.config.ProxySection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes backends out of rotation that do conspicuously worse than others, and lets them back after
 * a time that grows with each time. A backend is judged by the traffic of all rules that name it,
 * and compared within each rule; never is more than a share of a rule's backends out for this.
 *
 * <p><b>Threading:</b> all decisions are made on one thread; event loops count, and tell of
 * failures in a row.
 */
final class Outliers implements AutoCloseable {
  private final Map<BackendState, Record> records = new HashMap<>();
  private List<Set<BackendState>> rules = List.of();
  private ProxySection.@Nullable OutlierDetection settings;
  private volatile @Nullable ScheduledExecutorService thread;
  private @Nullable Future<?> ticking;

  /** What is known of one backend. */
  private static final class Record {
    private AttemptCounts counts;
    private int times;
    private long outUntil;
    private boolean out;

    Record(AttemptCounts counts) {
      this.counts = counts;
    }
  }

  /** Goes by a configuration from now on; who is out stays out for its time. */
  synchronized void inForce(Generation generation) {
    var next = generation.config().proxy().outlierDetection();
    var states = new ArrayList<Set<BackendState>>();
    if (next.enabled() && generation.config().proxy().enabled()) {
      for (var rule : generation.upstreams()) {
        var ofRule = new HashSet<BackendState>();
        rule.balancer().backends().forEach(backend -> ofRule.add(backend.state()));
        states.add(ofRule);
      }
    }
    rules = List.copyOf(states);
    var same = next.equals(settings);
    settings = next;
    follow(same);
    tick(same);
  }

  private void follow(boolean same) {
    var all = new HashSet<BackendState>();
    rules.forEach(all::addAll);
    for (var state : List.copyOf(records.keySet())) {
      if (!all.contains(state)) {
        forget(state);
      }
    }
    for (var state : all) {
      var known = records.get(state);
      if (known == null) {
        records.put(state, new Record(counts(state)));
      } else if (!same) {
        known.counts = counts(state);
      }
    }
  }

  private void forget(BackendState state) {
    var record = records.remove(state);
    state.count(null);
    if (record != null && record.out) {
      state.readmit();
    }
  }

  private AttemptCounts counts(BackendState state) {
    var tooMany = settings == null ? 0 : settings.consecutiveFailures();
    var counts = new AttemptCounts(tooMany, () -> failedInARow(state, tooMany));
    state.count(counts);
    return counts;
  }

  private void tick(boolean same) {
    var now = settings;
    if (now == null || same && ticking != null) {
      return;
    }
    if (ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
    if (now.enabled()) {
      var on = thread;
      if (on == null) {
        on =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("servex-outliers").factory());
        thread = on;
      }
      var nanos = now.interval().toNanos();
      ticking = on.scheduleAtFixedRate(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void failedInARow(BackendState state, int failures) {
    var on = thread;
    if (on != null && !on.isShutdown()) {
      on.execute(() -> eject(state, failures + " failures in a row"));
    }
  }

  /** An interval is over. */
  private synchronized void look() {
    var now = settings;
    if (now == null) {
      return;
    }
    var windows = new HashMap<BackendState, OutlierDetector.Window>();
    records.forEach((state, record) -> {
      var window = record.counts.take();
      readmit(state, record);
      if (!record.out) {
        windows.put(
            state,
            new OutlierDetector.Window(window.successes(), window.failures(), window.nanos()));
      }
    });
    var limits =
        new OutlierDetector.Limits(
            now.minimumRequests(),
            now.failurePercentage(),
            now.successRateDeviations(),
            now.latencyFactor());
    for (var rule : rules) {
      var judged = new ArrayList<BackendState>();
      var of = new ArrayList<OutlierDetector.Window>();
      for (var state : rule) {
        var window = windows.get(state);
        if (window != null) {
          judged.add(state);
          of.add(window);
        }
      }
      for (var outlier : OutlierDetector.find(limits, of)) {
        eject(judged.get(outlier.index()), outlier.reason());
      }
    }
  }

  private static void readmit(BackendState state, Record record) {
    if (record.out && System.nanoTime() - record.outUntil >= 0) {
      record.out = false;
      record.counts.forgetRow();
      state.readmit();
    } else if (!record.out && record.times > 0) {
      record.times--;
    }
  }

  private synchronized void eject(BackendState state, String reason) {
    var record = records.get(state);
    var now = settings;
    if (record == null || now == null || record.out || !mayLeave(state, now)) {
      return;
    }
    record.times++;
    record.out = true;
    record.outUntil = System.nanoTime() + time(now, record.times).toNanos();
    state.eject(reason);
  }

  private static Duration time(ProxySection.OutlierDetection now, int times) {
    var time = now.baseEjectionTime().multipliedBy(times);
    return time.compareTo(now.maxEjectionTime()) < 0 ? time : now.maxEjectionTime();
  }

  /** Whether no rule loses more than its share, and none the last one. */
  private boolean mayLeave(BackendState state, ProxySection.OutlierDetection now) {
    for (var rule : rules) {
      if (rule.contains(state)) {
        var out = rule.stream().filter(this::out).count();
        if ((out + 1) * 100 > (long) now.maxEjectionPercent() * rule.size()
            || rule.stream().allMatch(other -> other == state || !other.healthy())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean out(BackendState state) {
    var record = records.get(state);
    return record != null && record.out;
  }

  @Override
  public synchronized void close() {
    var on = thread;
    if (on != null) {
      on.shutdown();
      if (ticking != null) {
        ticking.cancel(false);
      }
    }
  }
}
