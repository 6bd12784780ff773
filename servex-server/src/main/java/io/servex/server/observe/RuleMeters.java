package io.servex.server.observe;

import io.servex.core.exchange.Destination;
import io.servex.core.select.BackendState;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RuleBackend;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The numbers of rules and of their backends, read where they are kept. A rule that stays keeps its
 * series: of thousands of rules, a reload changes few.
 *
 * <p><b>Threading:</b> configurations come one at a time.
 */
public final class RuleMeters {
  private static final Family HEALTHY =
      Family.gauge("servex_proxy_backend_healthy", "1 while a backend is in rotation, else 0.");
  private static final Family CONNECTIONS =
      Family.gauge("servex_proxy_backend_connections", "Requests in flight at a backend.");
  private static final Family MOST_CONNECTIONS =
      Family.gauge(
          "servex_proxy_backend_max_connections", "Most requests in flight; 0 for any number.");
  private static final Family WEIGHT =
      Family.gauge("servex_proxy_backend_weight", "A backend's share of a rule's traffic.");
  private static final Family ADDRESSES =
      Family.gauge(
          "servex_proxy_backend_addresses_healthy",
          "Addresses in rotation of a backend that has several.");
  private static final Family PENDING =
      Family.gauge(
          "servex_proxy_pending_requests", "Requests that wait for a place at a full backend.");

  private final Meters meters;
  private final Map<LoadBalancer, Shown> shown = new IdentityHashMap<>();

  /** The series of one rule. */
  private record Shown(Meters.Group group, boolean queue) {}

  /** Shows nothing yet. */
  public RuleMeters(Meters meters) {
    this.meters = meters;
  }

  /** Shows these rules from now on. */
  public void inForce(List<Destination.Upstream> rules) {
    var before = new IdentityHashMap<>(shown);
    shown.clear();
    for (var rule : rules) {
      var balancer = rule.balancer();
      var queue = balancer.options().queue().most() > 0;
      var known = before.get(balancer);
      if (known != null && known.queue == queue) {
        before.remove(balancer);
        shown.put(balancer, known);
      } else {
        shown.put(balancer, new Shown(show(rule.name(), balancer, queue), queue));
      }
    }
    before.values().forEach(gone -> gone.group.close());
  }

  private Meters.Group show(String rule, LoadBalancer balancer, boolean queue) {
    var group = meters.group();
    if (queue) {
      group.gauge(PENDING, balancer::pending, "rule", rule);
    }
    var byUrl = new LinkedHashMap<String, List<RuleBackend>>();
    for (var backend : balancer.backends()) {
      byUrl.computeIfAbsent(backend.url().toString(), url -> new ArrayList<>()).add(backend);
    }
    byUrl.forEach((url, backends) -> backend(group, rule, url, List.copyOf(backends)));
    return group;
  }

  /** One backend, at all of its addresses. */
  private static void backend(
      Meters.Group group, String rule, String url, List<RuleBackend> addresses) {
    var first = addresses.getFirst();
    String[] labels = {"rule", rule, "backend", url};
    group
        .gauge(HEALTHY, () -> healthy(addresses) > 0 ? 1 : 0, labels)
        .gauge(CONNECTIONS, () -> sum(addresses, BackendState::inFlight), labels)
        .gauge(MOST_CONNECTIONS, () -> sum(addresses, BackendState::maxConnections), labels)
        .gauge(WEIGHT, first::weight, labels);
    if (addresses.size() > 1) {
      group.gauge(ADDRESSES, () -> healthy(addresses), labels);
    }
  }

  private static int healthy(List<RuleBackend> addresses) {
    return (int) addresses.stream().filter(RuleBackend::healthy).count();
  }

  private static int sum(List<RuleBackend> addresses, ToIntFunction<BackendState> number) {
    return addresses.stream().map(RuleBackend::state).distinct().mapToInt(number).sum();
  }
}
