package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to reload a running gateway: the command, the signal, and a change of the file. */
class ReloadCommandIT {
  private static final String RULE = "io.servex.server.config.ProxySection$Rule";
  @TempDir Path folder;

  private String yaml(boolean watched, OriginServer backend) {
    return """
    server: {http: "127.0.0.1:PORT", workers: 1, control_socket: "%s", watch_config: %s}
    logging: {disable_request_logging: true}
    proxy: {enabled: true, rules: [{name: all, backends: [{url: "%s"}]}]}
    """
        .formatted(folder.resolve("control/socket"), watched, backend.url());
  }

  /** Renames another file onto it, as editors and tools do. */
  private void replace(String text, int port) throws IOException {
    var next = folder.resolve("next.yaml");
    Files.writeString(next, text.replace("PORT", String.valueOf(port)));
    Files.move(next, folder.resolve("servex.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private String reload(int expectedCode) throws Exception {
    return reload(folder, expectedCode);
  }

  private static String reload(Path home, int expectedCode) throws Exception {
    var builder = new ProcessBuilder("bin/servex", "reload", "--config", "servex.yaml");
    builder.environment().put("SERVEX_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SERVEX_AOT", "off");
    var process = builder.directory(home.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), "UTF-8");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).describedAs(said).isEqualTo(expectedCode);
    return said;
  }

  private static String ask(GatewayProcess gateway) throws IOException {
    return RawHttpClient.get(gateway.port(), "/").body();
  }

  @Test
  void theCommandWaitsAndSaysWhatBecameOfIt() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = new GatewayProcess(folder, "", yaml(false, one))) {
      assertThat(ask(gateway)).isEqualTo("one");

      replace(yaml(false, two), gateway.port());
      assertThat(reload(0))
          .contains("listeners: 1 kept, 0 opened, 0 closed")
          .contains("rules: 0 kept, 1 added [all], 1 drained [all]")
          .contains("backends: 0 kept, 1 added [" + two.url() + "], 1 drained [" + one.url() + "]");
      assertThat(ask(gateway)).isEqualTo("two");

      replace(yaml(false, two).replace("rules:", "rulez:"), gateway.port());
      assertThat(reload(1))
          .contains("proxy.rulez: unknown key")
          .endsWith("1 problem; nothing was changed, what is in force goes on.\n");
      assertThat(ask(gateway)).isEqualTo("two");

      replace(yaml(false, two).replace("127.0.0.1:PORT", "127.0.0.1:" + one.port()), 0);
      assertThat(reload(1))
          .contains("cannot listen: ")
          .endsWith("; nothing was changed, what is in force goes on.\n");
      assertThat(ask(gateway)).isEqualTo("two");

      replace(yaml(false, one), gateway.port());
      gateway.signal("HUP");
      await().until(() -> ask(gateway).equals("one"));
    }
  }

  /** A jar of no use is named where nobody asks for it, and changes nothing where somebody does. */
  @Test
  void theCommandSaysWhichJarsAreOfNoUse() throws Exception {
    var jars = new PluginJars(Files.createDirectory(folder.resolve("work")));
    var plugins = Files.createDirectory(folder.resolve("dropped"));
    var serving = plugins.resolve("serving.jar");
    jars.build(
        serving,
        PluginJars.strategy("acme.fixed", "acme.fixed", 1),
        Map.of(
            "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider",
            "acme.fixed.FixedProvider"));
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            new GatewayProcess(
                Files.createDirectory(folder.resolve("home")),
                "",
                """
                server: {http: "127.0.0.1:PORT", workers: 1, control_socket: "%s"}
                plugins: {directory: "%s"}
                logging: {disable_request_logging: true}
                proxy:
                  enabled: true
                  rules:
                %s
                """
                    .formatted(
                        folder.resolve("control/socket"),
                        plugins,
                        Yaml.rule(
                            "all", "/", "load_balancing: acme.fixed", one.url(), two.url())))) {
      Files.writeString(plugins.resolve("broken.jar"), "no jar");
      assertThat(reload(folder.resolve("home"), 0))
          .contains("rules: 1 kept, 0 added, 0 drained")
          .containsPattern("plugin not loaded: .*/broken.jar: broken.jar cannot be read: ");
      assertThat(gateway.log()).contains("plugin not loaded");

      Files.writeString(serving, "no jar");
      assertThat(reload(folder.resolve("home"), 1))
          .contains("acme.fixed", "serving.jar: serving.jar cannot be read: ")
          .endsWith("; nothing was changed, what is in force goes on.\n");
      assertThat(ask(gateway)).isEqualTo("two");
    }
  }

  /** R48: what it began with is not kept for as long as it runs. */
  @Test
  void forgetsWhatItBeganWith() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two")) {
      var more = new StringBuilder();
      for (var i = 0; i < 200; i++) {
        more.append(
            ", {name: r%d, path_prefix: /r%d, backends: [{url: \"%s\"}]}"
                .formatted(i, i, one.url()));
      }
      var many = yaml(false, one).replace("}]}]}", "}]}" + more + "]}");
      try (var gateway = new GatewayProcess(folder, "", many)) {
        assertThat(RawHttpClient.get(gateway.port(), "/r7").body()).isEqualTo("one");
        assertThat(gateway.instances(RULE)).isEqualTo(201);

        replace(yaml(false, two), gateway.port());
        assertThat(reload(0)).contains("rules: 0 kept, 1 added [all], 201 drained");

        assertThat(ask(gateway)).isEqualTo("two");
        await().until(() -> gateway.instances(RULE) == 1);
      }
    }
  }

  /** As tools that renew certificates do: the configuration stays as it is. */
  @Test
  void aChangeOfACertificateReloads() throws Exception {
    var now = Certificates.in(Files.createDirectory(folder.resolve("now")));
    var next = Certificates.in(Files.createDirectory(folder.resolve("next")));
    var port = GatewayProcess.freePort();
    var tls =
        "server: {https: \"127.0.0.1:%d\", cert_file: \"%s\", key_file: \"%s\", "
            .formatted(port, now.chain(), now.key());
    try (var one = OriginServer.answering("one");
        var gateway =
            new GatewayProcess(
                Files.createDirectory(folder.resolve("home")),
                "",
                yaml(true, one).replace("server: {", tls))) {
      now.connect(port).close();

      Files.move(next.key(), now.key(), StandardCopyOption.REPLACE_EXISTING);
      await().until(() -> gateway.log().contains("reload refused"));
      now.connect(port).close();
      Files.move(next.chain(), now.chain(), StandardCopyOption.REPLACE_EXISTING);

      await().ignoreExceptions().untilAsserted(() -> next.connect(port).close());
      assertThat(ask(gateway)).isEqualTo("one");
    }
  }

  @Test
  void aChangeOfTheFileReloads() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = new GatewayProcess(folder, "", yaml(true, one))) {
      assertThat(ask(gateway)).isEqualTo("one");

      replace("nonsense", gateway.port());
      await().until(() -> gateway.log().contains("reload refused"));
      assertThat(ask(gateway)).isEqualTo("one");

      replace(yaml(true, two), gateway.port());
      await().until(() -> ask(gateway).equals("two"));
    }
  }
}
