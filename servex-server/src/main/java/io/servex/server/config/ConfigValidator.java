package io.servex.server.config;

import io.servex.core.decode.Cidr;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the types of single values cannot say: whether they make sense together. */
final class ConfigValidator {
  private static final String NOT_YET = "not yet supported (expected: absent or not enabled)";

  private final Problems problems;
  private final Set<String> strategies;

  ConfigValidator(Problems problems, Set<String> strategies) {
    this.problems = problems;
    this.strategies = strategies;
  }

  void validate(ServexConfig config) {
    server(config.server());
    if (config.proxy().enabled()) {
      proxy(config.proxy());
    }
    later("auth", config.auth());
    later("rate_limit", config.rateLimit());
    later("filter", config.filter());
    later("security", config.security());
    later("cors", config.cors());
    later("cache", config.cache());
    later("compression", config.compression());
    later("static_files", config.staticFiles());
    later("audit", config.audit());
    later("admin", config.admin());
    if (!config.logging().logFields().isEmpty()) {
      problems.add("logging.log_fields", NOT_YET);
    }
  }

  /** Refuses what would be switched on and is not there. */
  private void later(String path, Optional<ConfigNode> section) {
    if (section.isPresent() && switchedOn(section.get(), path)) {
      problems.add(path, NOT_YET);
    }
  }

  /** A section without the word enabled is on, but for those that always have it. */
  private static boolean switchedOn(ConfigNode node, String path) {
    if (!(node instanceof ConfigNode.Mapping mapping) || mapping.entries().isEmpty()) {
      return false;
    }
    if (mapping.entries().get("enabled") instanceof ConfigNode.Scalar(_, var text)) {
      return !Set.of("false", "no", "off").contains(text);
    }
    return path.equals("filter");
  }

  private void server(ServerSection server) {
    if (server.http().isEmpty() && server.https().isEmpty()) {
      problems.add("server", "no listener (expected: http or https, such as http: \":8080\")");
    }
    if (!server.http().isEmpty()) {
      address("server.http", server.http());
    }
    if (!server.https().isEmpty()) {
      address("server.https", server.https());
      if (server.certFile().isEmpty() || server.keyFile().isEmpty()) {
        problems.add("server.https", "no certificate (expected: cert_file and key_file)");
      }
    }
    file("server.cert_file", server.certFile());
    file("server.key_file", server.keyFile());
    for (var i = 0; i < server.trustedProxies().size(); i++) {
      cidr("server.trusted_proxies[" + i + "]", server.trustedProxies().get(i));
    }
    if (server.workers() < 0 || server.workers() > 1024) {
      problems.add("server.workers", server.workers() + " (expected: 0 to 1024)");
    }
    if (server.enableDefaultMetrics()) {
      problems.add("server.enable_default_metrics", NOT_YET);
    }
    if (server.enableRequestSizeLimits()
        || server.maxRequestBodySize().bytes() > 0
        || server.maxJsonBodySize().bytes() > 0
        || server.maxFileUploadSize().bytes() > 0) {
      problems.add("server.enable_request_size_limits", NOT_YET);
    }
    if (server.sendErrorToClient()) {
      problems.add("server.send_error_to_client", NOT_YET);
    }
    later("server.https_redirect", server.httpsRedirect());
    if (!server.healthPath().startsWith("/")) {
      problems.add(
          "server.health_path", server.healthPath() + " (expected: a path that begins with /)");
    }
  }

  private void address(String path, String text) {
    if (ListenAddress.parse(text) == null) {
      problems.add(path, text + " (expected: [host]:port, :port or port)");
    }
  }

  private void cidr(String path, String text) {
    try {
      var parsed = Cidr.parse(text);
      assert parsed.bits() >= 0;
    } catch (IllegalArgumentException e) {
      problems.add(path, String.valueOf(e.getMessage()));
    }
  }

  private void file(String path, String name) {
    if (!name.isEmpty() && !Files.isReadable(Path.of(name))) {
      problems.add(path, name + " (expected: a readable file)");
    }
  }

  private void proxy(ProxySection proxy) {
    if (proxy.healthCheck().enabled()) {
      problems.add("proxy.health_check.enabled", NOT_YET);
    }
    later("proxy.traffic_dump", proxy.trafficDump());
    proxy.tls().caFile().ifPresent(file -> file("proxy.tls.ca_file", file.toString()));
    proxy.tls().certFile().ifPresent(file -> file("proxy.tls.cert_file", file.toString()));
    proxy.tls().keyFile().ifPresent(file -> file("proxy.tls.key_file", file.toString()));
    if (proxy.tls().certFile().isPresent() != proxy.tls().keyFile().isPresent()) {
      problems.add("proxy.tls", "half a certificate (expected: cert_file and key_file together)");
    }
    var names = new HashSet<String>();
    for (var i = 0; i < proxy.rules().size(); i++) {
      var path = "proxy.rules[" + i + "]";
      var rule = proxy.rules().get(i);
      if (!rule.name().isEmpty() && !names.add(rule.name())) {
        problems.add(path + ".name", rule.name() + " (expected: a name that no other rule has)");
      }
      rule(path, rule);
    }
  }

  private void rule(String path, ProxySection.Rule rule) {
    rule.pathPrefix().ifPresent(prefix -> prefix(path + ".path_prefix", prefix));
    if (rule.backends().isEmpty()) {
      problems.add(path + ".backends", "empty (expected: at least one backend)");
    }
    rule.host().ifPresent(host -> host(path + ".host", host));
    for (var method : rule.methods()) {
      if (!method.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
        problems.add(path + ".methods", method + " (expected: HTTP methods)");
      }
    }
    if (!rule.hostHeader().matches("[^\\s/@]+")) {
      problems.add(
          path + ".host_header", rule.hostHeader() + " (expected: preserve, backend or a host)");
    }
    if (rule.enableTrafficDump().orElse(false) || rule.dumpDirectory().isPresent()) {
      problems.add(path + ".enable_traffic_dump", NOT_YET);
    }
    strategy(path + ".load_balancing", rule.loadBalancing());
    for (var i = 0; i < rule.backends().size(); i++) {
      backend(path + ".backends[" + i + "]", rule.backends().get(i));
    }
  }

  private void prefix(String path, String prefix) {
    if (!prefix.startsWith("/")) {
      problems.add(path, prefix + " (expected: a path that begins with /)");
    }
  }

  private void host(String path, String host) {
    if (!host.matches("(\\*\\.)?[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?")) {
      problems.add(path, host + " (expected: a host name, perhaps with *. in front or a port)");
    }
  }

  private void strategy(String path, ConfigNode node) {
    var type = StrategyChoice.type(node);
    if (type == null) {
      problems.add(path, "no type (expected: a name, or a mapping with the key type)");
    } else if (!strategies.contains(type)) {
      problems.add(
          path,
          type
              + " is not installed"
              + Problems.suggestion(type, strategies)
              + " (installed: "
              + String.join(", ", new TreeSet<>(strategies))
              + ")");
    }
  }

  private void backend(String path, ProxySection.Backend backend) {
    if (!reachable(backend.url())) {
      problems.add(
          path + ".url", backend.url() + " (expected: http://host:port or https://host:port)");
    }
    if (backend.weight() < 0) {
      problems.add(path + ".weight", backend.weight() + " (expected: 0 or more)");
    }
    if (backend.maxConnections() < 0) {
      problems.add(path + ".max_connections", backend.maxConnections() + " (expected: 0 or more)");
    }
  }

  private static boolean reachable(URI url) {
    var scheme = url.getScheme();
    return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        && url.getHost() != null
        && url.getUserInfo() == null
        && url.getRawFragment() == null
        && url.getPort() <= 65535
        && url.getPort() != 0;
  }
}
