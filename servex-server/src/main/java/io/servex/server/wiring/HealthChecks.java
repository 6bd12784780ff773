package io.servex.server.wiring;

import io.servex.core.select.ProbedHealth;
import io.servex.core.select.RuleBackend;
import io.servex.health.HealthListener;
import io.servex.health.HealthMonitor;
import io.servex.server.admin.BackendChecks;
import io.servex.server.observe.HealthMeters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of backends over all configurations: runs the checks, tells the data plane what they
 * find, and writes down every change, whoever caused it.
 *
 * <p><b>Threading:</b> configurations come one at a time; findings come on any thread.
 */
final class HealthChecks implements HealthListener, BackendChecks, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  private final HealthMeters meters;
  private final HealthMonitor monitor = new HealthMonitor(this);
  private final Outliers outliers = new Outliers();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("servex-health-log").factory());
  private final Map<Watched, BackendWatch> watches = new HashMap<>();
  private final ConcurrentMap<ProbedHealth, Found> found = new ConcurrentHashMap<>();
  private volatile Map<String, ProbePlan.Entry> entries = Map.of();

  /** What a check found last. */
  private record Found(Instant time, @Nullable String failure) {}

  /** What makes two rules' backends one to somebody who reads the log. */
  private record Watched(Object state, String url, List<ProbedHealth> probes) {
    static Watched of(RuleBackend backend) {
      return new Watched(backend.state(), backend.url().toString(), backend.probes());
    }
  }

  HealthChecks(HealthMeters meters) {
    this.meters = meters;
  }

  /** Goes by a configuration from now on; what it shares with the one before goes on. */
  void inForce(Generation generation) {
    entries = Map.copyOf(generation.carried().probes());
    var checks = entries.values().stream().map(ProbePlan.Entry::check).toList();
    var backends =
        generation.upstreams().stream()
            .flatMap(rule -> rule.balancer().backends().stream())
            .toList();
    meters.inForce(
        backends.stream().map(backend -> backend.url().toString()).collect(Collectors.toSet()),
        checks.stream().map(check -> check.backend().toString()).collect(Collectors.toSet()));
    watch(backends);
    for (var added : monitor.apply(checks)) {
      LOG.atInfo()
          .addKeyValue("component", "proxy")
          .addKeyValue("backend", added.backend().toString())
          .addKeyValue("interval", added.interval().toNanos())
          .addKeyValue("path", added.path())
          .log("starting health checks");
    }
    outliers.inForce(generation);
    found.keySet().retainAll(entries.values().stream().map(ProbePlan.Entry::health).toList());
  }

  private void watch(List<RuleBackend> backends) {
    var gone = new HashSet<>(watches.keySet());
    for (var backend : backends) {
      var key = Watched.of(backend);
      gone.remove(key);
      watches.computeIfAbsent(key, none -> new BackendWatch(backend, meters, writer)).follow();
    }
    for (var key : gone) {
      var watch = watches.remove(key);
      if (watch != null) {
        watch.end();
      }
    }
  }

  @Override
  public void checked(String id, boolean up, @Nullable String failure) {
    var entry = entries.get(id);
    if (entry == null) {
      return;
    }
    found.put(entry.health(), new Found(Instant.now(), failure));
    meters.checked(url(entry.check()), failure == null);
    if (failure == null) {
      entry.state().recovered();
    }
    if (up) {
      entry.health().report(null);
    } else if (failure != null) {
      entry.health().report(failure);
    }
  }

  private static String url(io.servex.health.Check check) {
    return check.backend().toString();
  }

  @Override
  public BackendChecks.Check last(RuleBackend backend) {
    Found last = null;
    for (var probe : backend.probes()) {
      var one = found.get(probe);
      if (one != null && (last == null || last.time().isBefore(one.time()))) {
        last = one;
      }
    }
    return new BackendChecks.Check(
        last == null ? null : last.time().truncatedTo(ChronoUnit.MILLIS).toString(),
        last != null && last.failure() != null ? last.failure() : backend.reason());
  }

  @Override
  public void close() {
    monitor.close();
    outliers.close();
    watches.values().forEach(BackendWatch::end);
    writer.shutdown();
    try {
      var written = writer.awaitTermination(1, TimeUnit.SECONDS);
      assert written || writer.isShutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
