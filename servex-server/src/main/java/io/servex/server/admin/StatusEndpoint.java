package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows rules and backends as they are: as JSON, or as a page to those who would rather have one.
 *
 * <p><b>Threading:</b> answers are made on any thread.
 */
public final class StatusEndpoint {
  private static final JsonMapper JSON = new JsonMapper();
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
    return new Destination.Deferred(path, false, new OffLoop(path, this::answer));
  }

  private LocalResponse answer(RequestHead request) {
    var status = status();
    if (Accept.prefers(request, "text/html", "application/json")) {
      var fields = new ArrayList<>(FIELDS);
      fields.addAll(StatusPage.FIELDS);
      return new LocalResponse(200, "text/html; charset=utf-8", StatusPage.html(status), fields);
    }
    return new LocalResponse(
        200, "application/json; charset=utf-8", JSON.writeValueAsBytes(status.json()), FIELDS);
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
    return new ProxyStatus.RuleStatus(
        rule.name(),
        conditions(written),
        rule.balancer().type(),
        rule.tap() != null,
        rule.balancer().backends().stream()
            .map(backend -> backend(rule.name(), backend, checks, totals))
            .toList());
  }

  private static ProxyStatus.BackendStatus backend(
      String rule, RuleBackend backend, BackendChecks checks, BackendTotals totals) {
    var state = backend.state();
    var url = backend.url().toString();
    var check = checks.last(backend);
    return new ProxyStatus.BackendStatus(
        url,
        backend.healthy(),
        state.inFlight(),
        state.maxConnections(),
        backend.weight(),
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
