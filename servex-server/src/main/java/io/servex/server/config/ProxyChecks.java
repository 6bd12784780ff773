package io.servex.server.config;

import io.servex.core.select.RetryPolicy;
import io.servex.server.discovery.NameServer;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the {@code proxy} section, rule by rule. */
final class ProxyChecks {
  /** The discovery whose backends stand in a file. */
  private static final String FILE = "file";

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern HOST_FIELD = Pattern.compile("[^\\s/@]+");
  private static final Pattern CHECK_PATH = Pattern.compile("/[^\\s#]*");
  private static final String HOST =
      "(\\*\\.)?[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?";

  private static final long MOST_REPLAYED = 16 << 20;
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

  private final Problems problems;
  private final ComponentChecks components;
  private final FileChecks files;
  private final boolean starting;
  private final Set<String> names = new HashSet<>();

  /**
   * Makes checks.
   *
   * @param starting whether nothing runs yet
   */
  ProxyChecks(Problems problems, Components components, boolean starting) {
    this.problems = problems;
    this.components = new ComponentChecks(problems, components);
    this.files = new FileChecks(problems);
    this.starting = starting;
  }

  /**
   * Checks the section.
   *
   * @param authenticated whether a filter for all requests finds out who sends them
   */
  void check(ProxySection proxy, boolean authenticated) {
    health(proxy);
    new DumpChecks(problems, components).check(proxy);
    outliers(proxy.outlierDetection());
    dns(proxy.dns());
    tls(proxy.tls());
    for (var i = 0; i < proxy.rules().size(); i++) {
      rule("proxy.rules[" + i + "]", proxy.rules().get(i), proxy, authenticated);
    }
    if (problems.advises() && problems.isEmpty()) {
      RuleOverlaps.advise(proxy.rules(), problems);
    }
  }

  private void health(ProxySection proxy) {
    var check = proxy.healthCheck();
    components.check(ComponentKind.PROBE, "proxy.health_check.probe", check.probe());
    interval("proxy.health_check.default_interval", check.defaultInterval());
    if (check.enabled()
        && "http".equals(ComponentChoice.type(check.probe()))
        && proxy.rules().stream()
            .flatMap(rule -> rule.backends().stream())
            .allMatch(backend -> backend.healthCheckPath().isEmpty())) {
      problems.advise(
          false,
          "proxy.health_check",
          "no backend has a health_check_path, so none is probed (better: one each, or probe: tcp)");
    }
  }

  private void dns(ProxySection.Dns dns) {
    for (var i = 0; i < dns.servers().size(); i++) {
      try {
        var server = NameServer.parse(dns.servers().get(i));
        assert server.getPort() > 0;
      } catch (IllegalArgumentException e) {
        problems.add("proxy.dns.servers[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    interval("proxy.dns.min_interval", dns.minInterval());
    if (dns.maxInterval().compareTo(dns.minInterval()) < 0) {
      problems.add(
          "proxy.dns.max_interval",
          Durations.format(dns.maxInterval()) + " (expected: at least min_interval)");
    }
  }

  private void outliers(ProxySection.OutlierDetection outliers) {
    interval("proxy.outlier_detection.interval", outliers.interval());
    if (outliers.maxEjectionTime().compareTo(outliers.baseEjectionTime()) < 0) {
      problems.add(
          "proxy.outlier_detection.max_ejection_time",
          Durations.format(outliers.maxEjectionTime())
              + " (expected: at least base_ejection_time)");
    }
  }

  private void interval(String path, Duration interval) {
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      problems.add(path, Durations.format(interval) + " (expected: at least 10ms)");
    }
  }

  private void tls(ProxySection.Tls tls) {
    files.clientCertificates("proxy.tls", tls);
    if (tls.certFile().isPresent() != tls.keyFile().isPresent()
        && problems.sound("proxy.tls.cert_file")
        && problems.sound("proxy.tls.key_file")) {
      problems.add("proxy.tls", "half a certificate (expected: cert_file and key_file together)");
    }
  }

  private void rule(
      String path, ProxySection.Rule rule, ProxySection proxy, boolean authenticated) {
    if (!rule.name().isEmpty() && !names.add(rule.name())) {
      problems.add(path + ".name", rule.name() + " (expected: a name that no other rule has)");
    }
    conditions(path, rule);
    if (!HOST_FIELD.matcher(rule.hostHeader()).matches()) {
      problems.add(
          path + ".host_header", rule.hostHeader() + " (expected: preserve, backend or a host)");
    }
    components.check(ComponentKind.STRATEGY, path + ".load_balancing", rule.loadBalancing());
    for (var i = 0; i < rule.match().size(); i++) {
      components.check(ComponentKind.MATCHER, path + ".match[" + i + "]", rule.match().get(i));
    }
    for (var i = 0; i < rule.filters().size(); i++) {
      components.check(ComponentKind.FILTER, path + ".filters[" + i + "]", rule.filters().get(i));
    }
    auth(path + ".auth", rule, authenticated);
    retry(path + ".retry", rule.retry());
    rule.discovery().ifPresent(choice -> discovery(path + ".discovery", choice));
    if (rule.discovery().isPresent() && !rule.backends().isEmpty()) {
      problems.add(path + ".discovery", "beside backends (expected: one of the two)");
    } else if (rule.discovery().isEmpty() && rule.backends().isEmpty()) {
      problems.add(path + ".backends", "empty (expected: at least one backend)");
    }
    for (var i = 0; i < rule.backends().size(); i++) {
      backend(path + ".backends[" + i + "]", rule.backends().get(i));
    }
    if (problems.advises()) {
      advise(path, rule, proxy);
    }
  }

  private void discovery(String path, ConfigNode choice) {
    components.check(ComponentKind.DISCOVERY, path, choice);
    if (starting
        && FILE.equals(ComponentChoice.type(choice))
        && choice instanceof ConfigNode.Mapping settings
        && settings.entries().get("path") instanceof ConfigNode.Scalar(_, var file)
        && problems.sound(path + ".path")) {
      files.backends(path + ".path", Path.of(file));
    }
  }

  private void conditions(String path, ProxySection.Rule rule) {
    rule.pathPrefix()
        .ifPresent(prefix -> {
          if (!prefix.startsWith("/")) {
            problems.add(path + ".path_prefix", prefix + " (expected: a path that begins with /)");
          } else if (prefix.contains(";")) {
            problems.add(
                path + ".path_prefix",
                prefix + " (expected: a path without parameters: rules are asked without them)");
          }
        });
    rule.host().ifPresent(host -> host(path + ".host", host));
    rule.headers()
        .keySet()
        .forEach(name -> {
          if (!TOKEN.matcher(name).matches()) {
            problems.add(path + ".headers." + name, "no field name (expected: letters, digits, -)");
          }
        });
    for (var i = 0; i < rule.methods().size(); i++) {
      var method = rule.methods().get(i);
      if (!TOKEN.matcher(method).matches()) {
        problems.add(path + ".methods[" + i + "]", method + " (expected: a method such as GET)");
      }
    }
  }

  private void host(String path, String host) {
    var colon = host.lastIndexOf(':');
    var port = host.matches(".*[^:]:[0-9]{1,5}") ? Integer.parseInt(host.substring(colon + 1)) : 80;
    if (!host.matches(HOST) || port < 1 || port > 65535) {
      problems.add(path, host + " (expected: a host name, perhaps with *. in front or a port)");
    }
  }

  /** A rule that asks for users needs somebody who knows them. */
  private void auth(String path, ProxySection.Rule rule, boolean authenticated) {
    rule.auth()
        .ifPresent(auth -> {
          if (!auth.required() && !auth.roles().isEmpty()) {
            problems.add(path + ".roles", "not empty (expected: required: true, or no roles)");
          }
          var own = rule.filters().stream().anyMatch(components::authenticates);
          if (auth.required() && !authenticated && !own) {
            problems.add(
                path,
                "nobody knows users (expected: auth.enabled: true, or a filter that authenticates)");
          }
        });
  }

  private void retry(String path, ProxySection.Retry retry) {
    for (var i = 0; i < retry.on().size(); i++) {
      if (RetryPolicy.Condition.of(retry.on().get(i)) == null) {
        problems.add(
            path + ".on[" + i + "]",
            retry.on().get(i) + " (expected: connect, reset, 502, 503 or 504)");
      }
    }
    if (retry.replayBuffer().bytes() > MOST_REPLAYED) {
      problems.add(path + ".replay_buffer", retry.replayBuffer() + " (expected: at most 16MiB)");
    }
  }

  private void backend(String path, ProxySection.Backend backend) {
    var problem = BackendUrl.problem(backend.url());
    if (problem != null) {
      problems.add(path + ".url", problem);
    }
    backend
        .healthCheckInterval()
        .ifPresent(interval -> interval(path + ".health_check_interval", interval));
    backend
        .healthCheckPath()
        .ifPresent(text -> {
          if (!CHECK_PATH.matcher(text).matches()) {
            problems.add(
                path + ".health_check_path", text + " (expected: a path that begins with /)");
          }
        });
  }

  private void advise(String path, ProxySection.Rule rule, ProxySection proxy) {
    if (rule.pathPrefix().isEmpty()
        && rule.pathRegex().isEmpty()
        && rule.host().isEmpty()
        && rule.headers().isEmpty()
        && rule.methods().isEmpty()
        && rule.match().isEmpty()) {
      problems.advise(false, path, "takes every request (better: a condition such as path_prefix)");
    }
    if (rule.backends().size() > 1 && !proxy.healthCheck().enabled()) {
      problems.advise(
          false,
          path + ".backends",
          rule.backends().size() + " backends and no health checks (better: proxy.health_check)");
    }
    for (var i = 0; i < rule.backends().size(); i++) {
      if (rule.backends().get(i).maxConnections() == 0) {
        problems.advise(
            true,
            path + ".backends[" + i + "]",
            "any number of requests at once (better: max_connections)");
      }
    }
  }
}
