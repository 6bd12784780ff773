package io.servex.server.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted about the health of backends, by their URLs.
 *
 * <p><b>Threading:</b> for all threads, under its lock; nothing here is on the way of a request.
 */
public final class HealthMeters {
  private static final Family CHECKS =
      Family.counter("servex_proxy_health_checks_total", "Rounds of active checks that ended.");
  private static final Family TRANSITIONS =
      Family.counter(
          "servex_proxy_backend_transitions_total",
          "How often a backend left rotation, or came back.");

  private final Meters meters;
  private final Map<List<String>, LongAdder> counts = new HashMap<>();
  private Meters.Group group;

  /** Registers nothing yet. */
  public HealthMeters(Meters meters) {
    this.meters = meters;
    this.group = meters.group();
  }

  /**
   * Counts for these backends from now on, and forgets all others.
   *
   * @param backends all that receive traffic
   * @param checked those of them that are checked
   */
  public synchronized void inForce(Set<String> backends, Set<String> checked) {
    group.close();
    group = meters.group();
    counts.keySet().removeIf(labels -> !backends.contains(labels.get(1)));
    for (var backend : checked) {
      show(CHECKS, "backend", backend, "result", "passed");
      show(CHECKS, "backend", backend, "result", "failed");
    }
    for (var backend : backends) {
      show(TRANSITIONS, "backend", backend, "to", "healthy");
      show(TRANSITIONS, "backend", backend, "to", "unhealthy");
    }
  }

  private void show(Family family, String... labels) {
    var count = counts.computeIfAbsent(List.of(labels), key -> new LongAdder());
    group.counter(family, count::sum, labels);
  }

  /** A round of a check ended. */
  public void checked(String backend, boolean passed) {
    add("backend", backend, "result", passed ? "passed" : "failed");
  }

  /** A backend left rotation, or came back. */
  public void changed(String backend, boolean healthy) {
    add("backend", backend, "to", healthy ? "healthy" : "unhealthy");
  }

  private synchronized void add(String... labels) {
    var count = counts.get(List.of(labels));
    if (count != null) {
      count.increment();
    }
  }
}
