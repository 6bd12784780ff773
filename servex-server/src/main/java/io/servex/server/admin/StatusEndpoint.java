package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
import io.servex.core.select.BackendState;
import io.servex.core.select.RuleBackend;
import io.servex.server.config.ProxySection;
import io.servex.server.observe.BackendTotals;
import io.servex.server.observe.Meters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Shows rules and backends as they are: as JSON, or as a page to those who would rather have one.
 *
 * <p><b>Threading:</b> answers are made on any thread.
 */
public final class StatusEndpoint {
  private static final List<String> FIELDS =
      List.of("Cache-Control: no-store", "Vary: Accept", "X-Content-Type-Options: nosniff");

  /** Fields whose values are credentials: a condition on one of them is shown without its value. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "set-cookie",
          "x-api-key",
          "x-auth-token");

  private final Meters meters;
  private final HealthEndpoint health;
  private final String version;
  private volatile InForce inForce = new InForce(null, List.of(), BackendChecks.NONE);

  /** What a configuration made of the proxy. */
  private record InForce(
      @org.jspecify.annotations.Nullable ProxySection proxy,
      List<Destination.Upstream> rules,
      BackendChecks checks) {}

  /**
   * Shows nothing yet.
   *
   * @param meters where requests are counted
   * @param health says how long the gateway runs, and whether it drains
   * @param version of the gateway
   */
  public StatusEndpoint(Meters meters, HealthEndpoint health, String version) {
    this.meters = meters;
    this.health = health;
    this.version = version;
  }

  /** Shows these rules from now on. */
  public void inForce(ProxySection proxy, List<Destination.Upstream> rules, BackendChecks checks) {
    inForce = new InForce(proxy, List.copyOf(rules), checks);
  }

  /** Where requests for a path go. */
  public Destination destination(String path) {
    return new Destination.Deferred(
        path, false, new OffLoop(path, (request, body) -> answer(request)));
  }

  private LocalResponse answer(RequestHead request) {
    var status = status();
    if (Accept.prefers(request, "text/html", "application/json")) {
      var fields = new ArrayList<>(FIELDS);
      fields.addAll(StatusPage.FIELDS);
      return new LocalResponse(200, "text/html; charset=utf-8", StatusPage.html(status), fields);
    }
    return new LocalResponse(
        200, "application/json; charset=utf-8", Json.bytes(status.json()), FIELDS);
  }

  private ProxyStatus status() {
    var now = inForce;
    var proxy = now.proxy;
    var totals = BackendTotals.of(meters);
    var rules = new ArrayList<ProxyStatus.RuleStatus>();
    for (var i = 0; proxy != null && i < now.rules.size(); i++) {
      rules.add(rule(proxy.rules().get(i), now.rules.get(i), now.checks, totals));
    }
    return new ProxyStatus(
        proxy != null && proxy.enabled(),
        proxy != null && proxy.trafficDump().enabled(),
        proxy != null && proxy.healthCheck().enabled(),
        health.uptime().toSeconds(),
        version,
        health.state(),
        rules);
  }

  private static ProxyStatus.RuleStatus rule(
      ProxySection.Rule written,
      Destination.Upstream rule,
      BackendChecks checks,
      BackendTotals totals) {
    var byUrl = new LinkedHashMap<String, List<RuleBackend>>();
    for (var backend : rule.balancer().backends()) {
      byUrl.computeIfAbsent(backend.url().toString(), url -> new ArrayList<>()).add(backend);
    }
    return new ProxyStatus.RuleStatus(
        rule.name(),
        conditions(written),
        rule.balancer().type(),
        rule.tap() != null,
        byUrl.values().stream()
            .map(addresses -> backend(rule.name(), addresses, checks, totals))
            .toList());
  }

  /** One backend, at all of its addresses; of one that is out, if any is, for the reason. */
  private static ProxyStatus.BackendStatus backend(
      String rule, List<RuleBackend> addresses, BackendChecks checks, BackendTotals totals) {
    var states = addresses.stream().map(RuleBackend::state).distinct().toList();
    var out = addresses.stream().filter(backend -> !backend.healthy()).findFirst();
    var shown = out.orElse(addresses.getFirst());
    var url = shown.url().toString();
    var check = checks.last(shown);
    return new ProxyStatus.BackendStatus(
        url,
        addresses.stream().anyMatch(RuleBackend::healthy),
        states.stream().mapToInt(BackendState::inFlight).sum(),
        states.stream().mapToInt(BackendState::maxConnections).sum(),
        shown.weight(),
        totals.requests(rule, url),
        totals.failures(rule, url),
        check.time(),
        check.error());
  }

  private static Map<String, Object> conditions(ProxySection.Rule rule) {
    Map<String, Object> match = new LinkedHashMap<>();
    rule.pathPrefix().ifPresent(prefix -> match.put("path_prefix", prefix));
    rule.pathRegex().ifPresent(regex -> match.put("path_regex", regex.pattern()));
    rule.host().ifPresent(host -> match.put("host", host));
    if (!rule.headers().isEmpty()) {
      Map<String, Object> headers = new LinkedHashMap<>();
      rule.headers()
          .forEach((name, value) ->
              headers.put(
                  name, CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)) ? "********" : value));
      match.put("headers", headers);
    }
    if (!rule.methods().isEmpty()) {
      match.put("methods", rule.methods());
    }
    return match;
  }
}
