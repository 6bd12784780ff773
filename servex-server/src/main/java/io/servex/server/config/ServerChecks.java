package io.servex.server.config;

import static io.servex.server.config.ConfigValidator.NOT_YET;

import io.servex.api.http.AddressBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the {@code server} section. */
final class ServerChecks {
  private final Problems problems;
  private final FileChecks files;

  ServerChecks(Problems problems) {
    this.problems = problems;
    this.files = new FileChecks(problems);
  }

  void check(ServerSection server, boolean proxied) {
    listeners(server);
    paths(server, proxied);
    cidrs("server.trusted_proxies", server.trustedProxies());
    later(server);
  }

  private void listeners(ServerSection server) {
    address("server.http", server.http());
    address("server.https", server.https());
    var none = server.http().isEmpty() && server.https().isEmpty();
    if (none && problems.sound("server.http") && problems.sound("server.https")) {
      problems.add("server", "no listener (expected: http or https, such as http: \":8080\")");
    }
    if (!server.http().isEmpty() && samePort(server.http(), server.https())) {
      problems.add("server.https", server.https() + " (expected: another address than http)");
    }
    if (server.https().isEmpty()) {
      return;
    }
    if (!server.certFile().isEmpty() && !server.keyFile().isEmpty()) {
      files.serverCertificate(
          "server.cert_file", server.certFile(), "server.key_file", server.keyFile());
    } else if (problems.sound("server.cert_file") && problems.sound("server.key_file")) {
      problems.add("server.https", "no certificate (expected: cert_file and key_file)");
    }
  }

  private static boolean samePort(String http, String https) {
    var plain = ListenAddress.parse(http);
    return plain != null && plain.port() != 0 && plain.equals(ListenAddress.parse(https));
  }

  private void address(String path, String text) {
    if (!text.isEmpty() && ListenAddress.parse(text) == null) {
      problems.add(path, text + " (expected: [host]:port, :port or port, up to 65535)");
    }
  }

  private void paths(ServerSection server, boolean proxied) {
    var taken = new HashMap<String, String>();
    endpoint("server.health_path", server.healthPath(), server.enableHealthEndpoint(), taken);
    endpoint("server.metrics_path", server.metricsPath(), server.enableDefaultMetrics(), taken);
    endpoint("server.status_path", server.statusPath(), server.statusEndpoint(proxied), taken);
    if (!server.readyPath().isEmpty()) {
      endpoint("server.ready_path", server.readyPath(), true, taken);
    }
  }

  private void endpoint(String key, String path, boolean enabled, Map<String, String> taken) {
    if (!path.matches("/[^\\s?#]*")) {
      problems.add(key, path + " (expected: a path that begins with /, without a query)");
      return;
    }
    var other = enabled ? taken.putIfAbsent(path, key) : null;
    if (other != null) {
      problems.add(key, path + " (expected: another path than " + other + ")");
    }
  }

  private void cidrs(String path, List<String> blocks) {
    for (var i = 0; i < blocks.size(); i++) {
      try {
        var parsed = AddressBlock.parse(blocks.get(i));
        assert parsed.bits() >= 0;
      } catch (IllegalArgumentException e) {
        problems.add(path + "[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
  }

  /** Refuses what would be switched on and is not there. */
  private void later(ServerSection server) {
    if (server.enableRequestSizeLimits()
        || server.maxRequestBodySize().bytes() > 0
        || server.maxJsonBodySize().bytes() > 0
        || server.maxFileUploadSize().bytes() > 0) {
      problems.add("server.enable_request_size_limits", NOT_YET);
    }
    if (server.sendErrorToClient()) {
      problems.add("server.send_error_to_client", NOT_YET);
    }
    if (server.httpsRedirect().enabled()) {
      problems.add("server.https_redirect.enabled", NOT_YET);
    }
  }
}
