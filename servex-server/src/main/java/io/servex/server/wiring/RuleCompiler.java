package io.servex.server.wiring;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.core.exchange.Destination;
import io.servex.core.route.PathRewrite;
import io.servex.core.route.RouteRule;
import io.servex.core.route.RouteTable;
import io.servex.core.select.BackendState;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RuleBackend;
import io.servex.server.StartException;
import io.servex.server.config.Problems;
import io.servex.server.config.ProxySection;
import io.servex.server.config.StrategyChoice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the rules of a configuration into a route table, and their backends into shared states. */
final class RuleCompiler {
  private final ProxySection proxy;
  private final Map<String, BalancingStrategyProvider<?>> strategies;
  private final Map<String, BackendState> states = new HashMap<>();

  RuleCompiler(ProxySection proxy, Map<String, BalancingStrategyProvider<?>> strategies) {
    this.proxy = proxy;
    this.strategies = strategies;
    if (proxy.enabled()) {
      shareStates();
    }
  }

  /** One state for each address over all rules, with the smallest limit that any of them names. */
  private void shareStates() {
    var limits = new HashMap<String, Integer>();
    for (var rule : proxy.rules()) {
      for (var backend : rule.backends()) {
        limits.merge(
            BackendState.key(backend.url()),
            backend.maxConnections(),
            (a, b) -> a == 0 ? b : b == 0 ? a : Math.min(a, b));
      }
    }
    var check = proxy.healthCheck();
    for (var rule : proxy.rules()) {
      for (var backend : rule.backends()) {
        states.computeIfAbsent(
            BackendState.key(backend.url()),
            key ->
                new BackendState(
                    backend.url(),
                    limits.getOrDefault(key, 0),
                    check.passive() ? Math.max(1, check.retryCount()) : 0,
                    check.defaultInterval().toNanos()));
      }
    }
  }

  RouteTable<Destination> table(Map<String, Destination> endpoints) {
    var entries = new ArrayList<RouteTable.Entry<Destination>>();
    if (proxy.enabled()) {
      for (var i = 0; i < proxy.rules().size(); i++) {
        var rule = proxy.rules().get(i);
        var name = rule.name().isEmpty() ? "rule-" + (i + 1) : rule.name();
        entries.add(new RouteTable.Entry<>(conditions(name, rule), destination(name, rule)));
      }
    }
    return RouteTable.compile(entries, endpoints);
  }

  private static RouteRule conditions(String name, ProxySection.Rule rule) {
    return new RouteRule(
        name,
        rule.pathPrefix().orElse(null),
        rule.pathRegex().orElse(null),
        rule.host().orElse(null),
        rule.headers(),
        rule.methods(),
        List.of());
  }

  private Destination destination(String name, ProxySection.Rule rule) {
    var backends = new ArrayList<RuleBackend>();
    for (var backend : rule.backends()) {
      var state = states.get(BackendState.key(backend.url()));
      if (state != null) {
        backends.add(new RuleBackend(state, backend.url(), backends.size(), backend.weight()));
      }
    }
    var type = String.valueOf(StrategyChoice.type(rule.loadBalancing()));
    var strategy = strategy(type, rule);
    return new Destination.Upstream(
        name,
        new LoadBalancer(name, type, backends, strategy),
        new PathRewrite(rule.stripPrefix().orElse(null), rule.addPrefix().orElse(null)),
        rule.timeout().orElse(proxy.globalTimeout()).toNanos(),
        switch (rule.hostHeader()) {
          case "preserve" -> Destination.HostField.PRESERVED;
          case "backend" -> new Destination.HostField(true, null);
          default -> new Destination.HostField(false, rule.hostHeader());
        });
  }

  private BalancingStrategy strategy(String type, ProxySection.Rule rule) {
    var provider = strategies.get(type);
    if (provider == null) {
      throw new IllegalStateException(type + " is not installed");
    }
    return create(provider, rule);
  }

  private static <C extends Record> BalancingStrategy create(
      BalancingStrategyProvider<C> provider, ProxySection.Rule rule) {
    var problems = new Problems();
    var config = StrategyChoice.bind(provider, rule.loadBalancing(), problems, "load_balancing");
    if (config == null || !problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems.lines()));
    }
    return provider.create(config, new HostContext(provider.type()));
  }

  boolean needsTls() {
    return states.values().stream()
        .anyMatch(state -> "https".equalsIgnoreCase(state.url().getScheme()));
  }

  /** Where each backend is. */
  Map<BackendState, InetSocketAddress> addresses() throws StartException {
    Map<BackendState, InetSocketAddress> addresses = new HashMap<>();
    for (var state : states.values()) {
      var host = String.valueOf(state.url().getHost());
      try {
        addresses.put(
            state,
            new InetSocketAddress(InetAddress.getByName(host), BackendState.port(state.url())));
      } catch (UnknownHostException e) {
        throw new StartException(state.url() + ": the host cannot be resolved");
      }
    }
    return addresses;
  }
}
