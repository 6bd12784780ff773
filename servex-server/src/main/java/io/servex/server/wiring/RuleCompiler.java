package io.servex.server.wiring;

import io.netty.handler.ssl.SslContext;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.routing.RouteMatcher;
import io.servex.core.accept.TlsContexts;
import io.servex.core.exchange.Destination;
import io.servex.core.route.PathRewrite;
import io.servex.core.route.RouteRule;
import io.servex.core.route.RouteTable;
import io.servex.core.select.BackendState;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RetryPolicy;
import io.servex.server.StartException;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.ProxySection;
import io.servex.server.plugin.ComponentKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns the rules of a configuration into a route table, and their backends into shared states. */
final class RuleCompiler {
  private final ProxySection proxy;
  private final ComponentFactory components;
  private final Map<String, Carried.BackendIdentity> identities = new HashMap<>();
  private final Carried.TlsIdentity tlsIdentity;
  private final TrafficDumps dumps;
  private final Filters filters;
  private final Endpoints endpoints;
  private final Carried before;
  private final Carried carried = new Carried();
  private final Map<BackendState, InetSocketAddress> addresses = new HashMap<>();
  private final ProbePlan probes;
  private final List<Destination.Upstream> upstreams = new ArrayList<>();

  RuleCompiler(
      ProxySection proxy,
      ComponentFactory components,
      TrafficDumps dumps,
      Filters filters,
      Endpoints endpoints,
      Carried before)
      throws StartException {
    this.proxy = proxy;
    this.dumps = dumps;
    this.filters = filters;
    this.endpoints = endpoints;
    this.before = before;
    this.tlsIdentity = tlsIdentity(proxy);
    this.components = components;
    if (proxy.enabled()) {
      shareStates();
    }
    this.probes =
        proxy.enabled()
            ? ProbePlan.of(proxy, this.components, before.probes(), endpoints.all(), this::state)
            : ProbePlan.none();
    carried.put(probes);
  }

  /** One state for each address over all rules, with the smallest limit that any of them names. */
  private void shareStates() {
    var limits = new HashMap<String, Integer>();
    for (var endpoint : endpoints.all()) {
      limits.merge(
          endpoint.key(),
          endpoint.backend().maxConnections(),
          (a, b) -> a == 0 ? b : b == 0 ? a : Math.min(a, b));
    }
    for (var endpoint : endpoints.all()) {
      var key = endpoint.key();
      if (!identities.containsKey(key)) {
        var identity =
            new Carried.BackendIdentity(key, secured(endpoint.backend()) ? tlsIdentity : null);
        var settings = settings(limits.getOrDefault(key, 0));
        identities.put(key, identity);
        var state = state(identity, endpoint, settings);
        carried.put(identity, state, settings);
        addresses.put(state, endpoint.address());
      }
    }
  }

  private static boolean secured(ProxySection.Backend backend) {
    return "https".equalsIgnoreCase(backend.url().getScheme());
  }

  private BackendState.Settings settings(int limit) {
    var check = proxy.healthCheck();
    return new BackendState.Settings(
        limit,
        check.passive() ? Math.max(1, check.retryCount()) : 0,
        check.defaultInterval().toNanos());
  }

  private BackendState state(
      Carried.BackendIdentity identity,
      Endpoints.Endpoint endpoint,
      BackendState.Settings settings) {
    var kept = before.backend(identity);
    return kept != null
        ? kept
        : new BackendState(endpoint.backend().url(), endpoint.key(), settings);
  }

  private @Nullable BackendState state(Endpoints.Endpoint endpoint) {
    var identity = identities.get(endpoint.key());
    return identity == null ? null : carried.backend(identity);
  }

  private static Carried.TlsIdentity tlsIdentity(ProxySection proxy) throws StartException {
    var contents = new ArrayList<String>();
    var tls = proxy.tls();
    for (var file : List.of(tls.caFile(), tls.certFile(), tls.keyFile())) {
      try {
        contents.add(file.isPresent() ? Files.readString(file.get()) : "");
      } catch (IOException e) {
        throw new StartException(
            "proxy.tls: " + file.map(Path::toString).orElse("") + ": cannot be read");
      }
    }
    return new Carried.TlsIdentity(proxy.insecureSkipVerify(), List.copyOf(contents));
  }

  /** What backends behind TLS are spoken to with; null when there is none. */
  @Nullable SslContext tls() throws StartException {
    if (!needsTls()) {
      return null;
    }
    var kept = before.tls(tlsIdentity);
    var files = proxy.tls();
    try {
      var context =
          kept != null
              ? kept
              : TlsContexts.client(
                  files.caFile().orElse(null),
                  files.certFile().orElse(null),
                  files.keyFile().orElse(null),
                  proxy.insecureSkipVerify());
      carried.put(tlsIdentity, context);
      return context;
    } catch (SSLException e) {
      throw new StartException("proxy.tls: the files cannot be used: " + e.getMessage());
    }
  }

  /** What the next generation may take over. */
  Carried carried() {
    return carried;
  }

  RouteTable<Destination> table(Map<String, Destination> endpoints) throws StartException {
    var entries = new ArrayList<RouteTable.Entry<Destination>>();
    if (proxy.enabled()) {
      for (var i = 0; i < proxy.rules().size(); i++) {
        var rule = proxy.rules().get(i);
        var name = name(i, rule);
        var path = "proxy.rules[" + i + "]";
        var destination = destination(i, name, rule);
        upstreams.add(destination);
        entries.add(new RouteTable.Entry<>(conditions(path, name, rule), destination));
      }
    }
    return RouteTable.compile(entries, endpoints);
  }

  /** The rules of the table, in file order. */
  List<Destination.Upstream> upstreams() {
    return List.copyOf(upstreams);
  }

  /** What a rule is called; one without a name by its place. */
  static String name(int index, ProxySection.Rule rule) {
    return rule.name().isEmpty() ? "rule-" + (index + 1) : rule.name();
  }

  private RouteRule conditions(String path, String name, ProxySection.Rule rule)
      throws StartException {
    var matchers = new ArrayList<RouteMatcher>();
    for (var i = 0; i < rule.match().size(); i++) {
      matchers.add(components.matcher(path + ".match[" + i + "]", rule.match().get(i)));
    }
    return new RouteRule(
        name,
        rule.pathPrefix().orElse(null),
        rule.pathRegex().orElse(null),
        rule.host().orElse(null),
        rule.headers(),
        rule.methods(),
        matchers);
  }

  private Destination.Upstream destination(int index, String name, ProxySection.Rule rule)
      throws StartException {
    return new Destination.Upstream(
        name,
        balancer(index, name, rule),
        new PathRewrite(rule.stripPrefix().orElse(null), rule.addPrefix().orElse(null)),
        rule.timeout().orElse(proxy.globalTimeout()).toNanos(),
        switch (rule.hostHeader()) {
          case "preserve" -> Destination.HostField.PRESERVED;
          case "backend" -> new Destination.HostField(true, null);
          default -> new Destination.HostField(false, rule.hostHeader());
        },
        dumps.tap(name),
        filters.rule(index));
  }

  private LoadBalancer.Options options(ProxySection.Rule rule) {
    var retry = rule.retry();
    var on = EnumSet.noneOf(RetryPolicy.Condition.class);
    for (var word : retry.on()) {
      var condition = RetryPolicy.Condition.of(word);
      if (condition != null) {
        on.add(condition);
      }
    }
    return new LoadBalancer.Options(
        rule.slowStart().toNanos(),
        new RetryPolicy(
            on,
            retry.attempts(),
            retry.backoff().toNanos(),
            retry.maxBackoff().toNanos(),
            Math.toIntExact(retry.replayBuffer().bytes())),
        retry.budget(),
        retry.minRetriesPerSecond(),
        new LoadBalancer.Queue(rule.maxPending(), rule.pendingTimeout().toNanos()),
        proxy.healthCheck().panicThreshold() / 100.0);
  }

  private LoadBalancer balancer(int index, String name, ProxySection.Rule rule)
      throws StartException {
    var choice = rule.loadBalancing();
    var like =
        new Carried.StrategyIdentity(name, components.identity(ComponentKind.STRATEGY, choice));
    var known = before.balanced(like);
    var earlier = known == null ? null : known.balancer();
    var members = new ArrayList<Carried.Member>();
    var backends = new Membership(earlier == null ? List.of() : earlier.backends());
    for (var endpoint : endpoints.of(index)) {
      var identity = identities.get(endpoint.key());
      var state = state(endpoint);
      if (identity != null && state != null) {
        var checks = probes.of(endpoint);
        var ids = checks.stream().map(entry -> entry.check().id()).toList();
        var health = checks.stream().map(ProbePlan.Entry::health).toList();
        var url = endpoint.backend().url();
        var weight = endpoint.backend().weight();
        members.add(new Carried.Member(identity, url, weight, ids));
        backends.add(state, url, weight, health);
      }
    }
    var options = options(rule);
    var identity = new Carried.RuleIdentity(name, like.strategy(), members);
    if (known != null && known.identity().equals(identity)) {
      components.keep(like);
      components.keep(identity);
      carried.put(known.identity(), known.balancer(), options);
      return known.balancer();
    }
    var balancer =
        new LoadBalancer(
            name,
            ComponentFactory.type(choice),
            backends.members(),
            strategy("proxy.rules[" + index + "].load_balancing", choice, like, earlier),
            options);
    components.hold(identity, balancer::close);
    carried.put(identity, balancer, options);
    return balancer;
  }

  /** The strategy that the rule had, with all it knows, where it is still the same. */
  private BalancingStrategy strategy(
      String path, ConfigNode choice, Carried.StrategyIdentity like, @Nullable LoadBalancer earlier)
      throws StartException {
    if (earlier != null) {
      components.keep(like);
      return earlier.strategy();
    }
    return components.strategy(path, choice, like);
  }

  private boolean needsTls() {
    return carried.backends().keySet().stream().anyMatch(identity -> identity.tls() != null);
  }

  /** Where each backend is. */
  Map<BackendState, InetSocketAddress> addresses() {
    return addresses;
  }
}
