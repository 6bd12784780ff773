package io.servex.server.it;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.nio.file.Path;

/** Starts the gateway of a test from YAML below the server section's common lines. */
final class Yaml {
  /** Where the build puts the first-party plugins, ready for the tarball. */
  static final Path INSTALLED = Path.of("../plugins/target/installed").toAbsolutePath().normalize();

  private Yaml() {}

  /**
   * Starts a gateway on a free port.
   *
   * @param workers the number of event loops
   * @param server further lines of the server section, indented by two
   * @param proxy further lines of the proxy section, indented by two
   * @param rules the rules, indented by four
   */
  static Servex.Running start(int workers, String server, String proxy, String rules)
      throws StartException {
    return Servex.fromYaml(
            """
            server:
              http: "127.0.0.1:0"
              workers: %d
            %slogging:
              disable_request_logging: true
            proxy:
              enabled: true
            %s  rules:
            %s
            """
                .formatted(workers, server, proxy, rules))
        .start();
  }

  /** Starts a gateway with one rule that takes everything. */
  static Servex.Running startAll(int workers, String... backends) throws StartException {
    return start(workers, "", "", rule("all", "/", "", backends));
  }

  /** Starts a gateway with the first-party plugins, as they were just built. */
  static Servex.Running startWithPlugins(String sections, String rules) throws StartException {
    return Servex.fromYaml(withPlugins(sections, rules)).start();
  }

  /** The configuration of a gateway with the first-party plugins. */
  static String withPlugins(String sections, String rules) {
    return """
    server:
      http: "127.0.0.1:0"
      workers: 1
      enable_health_endpoint: true
      enable_default_metrics: true
    logging:
      disable_request_logging: true
    plugins:
      directory: "%s"
    %s
    proxy:
      enabled: true
      rules:
    %s
    """
        .formatted(INSTALLED, sections, rules);
  }

  /** One rule. */
  static String rule(String name, String prefix, String more, String... backends) {
    var text = new StringBuilder("    - name: " + name + "\n      path_prefix: " + prefix + "\n");
    if (!more.isEmpty()) {
      text.append("      ").append(more).append('\n');
    }
    text.append("      backends:\n");
    for (var backend : backends) {
      text.append("        - url: ").append(backend).append('\n');
    }
    return text.toString();
  }
}
