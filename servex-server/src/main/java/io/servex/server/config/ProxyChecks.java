package io.servex.server.config;

import static io.servex.server.config.ConfigValidator.NOT_YET;

import io.servex.api.plugin.ComponentProvider;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks the {@code proxy} section, rule by rule. */
final class ProxyChecks {
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
  private static final String HOST =
      "(\\*\\.)?[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?";

  private final Problems problems;
  private final Map<String, ? extends ComponentProvider<?>> strategies;
  private final FileChecks files;
  private final Set<String> names = new HashSet<>();

  ProxyChecks(Problems problems, Map<String, ? extends ComponentProvider<?>> strategies) {
    this.problems = problems;
    this.strategies = strategies;
    this.files = new FileChecks(problems);
  }

  void check(ProxySection proxy) {
    if (proxy.healthCheck().enabled()) {
      problems.add("proxy.health_check.enabled", NOT_YET);
    }
    new DumpChecks(problems).check(proxy);
    tls(proxy.tls());
    for (var i = 0; i < proxy.rules().size(); i++) {
      rule("proxy.rules[" + i + "]", proxy.rules().get(i), proxy);
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

  private void rule(String path, ProxySection.Rule rule, ProxySection proxy) {
    if (!rule.name().isEmpty() && !names.add(rule.name())) {
      problems.add(path + ".name", rule.name() + " (expected: a name that no other rule has)");
    }
    conditions(path, rule);
    if (!rule.hostHeader().matches("[^\\s/@]+")) {
      problems.add(
          path + ".host_header", rule.hostHeader() + " (expected: preserve, backend or a host)");
    }
    strategy(path + ".load_balancing", rule.loadBalancing());
    if (rule.backends().isEmpty()) {
      problems.add(path + ".backends", "empty (expected: at least one backend)");
    }
    for (var i = 0; i < rule.backends().size(); i++) {
      backend(path + ".backends[" + i + "]", rule.backends().get(i));
    }
    advise(path, rule, proxy);
  }

  private void conditions(String path, ProxySection.Rule rule) {
    rule.pathPrefix()
        .ifPresent(prefix -> {
          if (!prefix.startsWith("/")) {
            problems.add(path + ".path_prefix", prefix + " (expected: a path that begins with /)");
          }
        });
    rule.host().ifPresent(host -> host(path + ".host", host));
    rule.headers()
        .keySet()
        .forEach(name -> {
          if (!name.matches(TOKEN)) {
            problems.add(path + ".headers." + name, "no field name (expected: letters, digits, -)");
          }
        });
    for (var i = 0; i < rule.methods().size(); i++) {
      var method = rule.methods().get(i);
      if (!method.matches(TOKEN)) {
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

  private void strategy(String path, ConfigNode node) {
    var type = StrategyChoice.type(node);
    if (type == null) {
      problems.add(path, "no type (expected: a name, or a mapping with the key type)");
      return;
    }
    var provider = strategies.get(type);
    if (provider != null) {
      var bound = StrategyChoice.bind(provider, node, problems, path);
      assert bound != null || !problems.isEmpty();
      return;
    }
    problems.add(
        path,
        type
            + " is not installed"
            + Problems.suggestion(type, strategies.keySet())
            + " (installed: "
            + String.join(", ", new TreeSet<>(strategies.keySet()))
            + ")");
  }

  private void backend(String path, ProxySection.Backend backend) {
    var problem = BackendUrl.problem(backend.url());
    if (problem != null) {
      problems.add(path + ".url", problem);
    }
    backend
        .healthCheckPath()
        .ifPresent(text -> {
          if (!text.startsWith("/") || !text.matches("[^\\s#]+")) {
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
        && rule.methods().isEmpty()) {
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
