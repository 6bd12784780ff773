package io.servex.server.config;

import io.servex.api.http.AddressBlock;
import io.servex.api.http.PathPatterns;
import io.servex.api.plugin.ByteSize;
import io.servex.core.decode.AddedFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Checks the {@code server} section. */
final class ServerChecks {
  private static final int SHORTEST_TOKEN = 16;

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
    sizes(server);
    redirect(server);
    fields(server);
    token(server);
  }

  /** Guesses are not counted: whoever shares an address with a stranger would be shut out too. */
  private void token(ServerSection server) {
    if (server.authToken().isPresent()
        && server.authToken().get().reveal().length() < SHORTEST_TOKEN) {
      problems.advise(
          false,
          "server.auth_token",
          "can be guessed (better: " + SHORTEST_TOKEN + " random characters or more)");
    }
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
    each(path, blocks, AddressBlock::parse);
  }

  private void each(String path, List<String> texts, Function<String, ?> reader) {
    for (var i = 0; i < texts.size(); i++) {
      try {
        var read = reader.apply(texts.get(i));
        assert read != null;
      } catch (IllegalArgumentException e) {
        problems.add(path + "[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
  }

  private void sizes(ServerSection server) {
    var most = server.maxRequestBodySize().bytes();
    notMore("server.max_json_body_size", server.maxJsonBodySize(), most);
    notMore("server.max_file_upload_size", server.maxFileUploadSize(), most);
  }

  private void notMore(String key, ByteSize size, long most) {
    if (most > 0 && size.bytes() > most) {
      problems.add(key, size + " (expected: at most server.max_request_body_size)");
    }
  }

  private void redirect(ServerSection server) {
    var redirect = server.httpsRedirect();
    cidrs("server.https_redirect.trusted_proxies", redirect.trustedProxies());
    patterns("server.https_redirect.include_paths", redirect.includePaths());
    patterns("server.https_redirect.exclude_paths", redirect.excludePaths());
    var listener = ListenAddress.parse(server.https());
    if (redirect.enabled()
        && redirect.port().isEmpty()
        && (listener == null || listener.port() == 0)
        && problems.sound("server.https")) {
      problems.add(
          "server.https_redirect.enabled",
          "to no port (expected: server.https with a port, or https_redirect.port)");
    }
  }

  private void patterns(String path, List<String> patterns) {
    each(path, patterns, pattern -> new PathPatterns(List.of(pattern)));
  }

  private void fields(ServerSection server) {
    server
        .customHeaders()
        .forEach((name, value) -> field("server.custom_headers." + name, name, value));
    var removed = server.removeHeaders();
    for (var i = 0; i < removed.size(); i++) {
      field("server.remove_headers[" + i + "]", removed.get(i), "");
    }
  }

  private void field(String key, String name, String value) {
    try {
      AddedFields.checkResponse(name, value);
    } catch (IllegalArgumentException e) {
      problems.add(key, String.valueOf(e.getMessage()));
    }
  }
}
