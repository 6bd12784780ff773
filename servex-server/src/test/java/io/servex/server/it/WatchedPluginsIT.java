package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that watches its files takes a jar that is added, replaced or removed. */
class WatchedPluginsIT {
  private static final String SERVICE =
      "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider";

  @TempDir private Path work;
  private Path folder;
  private PluginJars jars;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(work.resolve("home"));
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
    Files.createDirectory(work.resolve("plugins"));
  }

  private void install(String type, Map<String, String> sources) throws IOException {
    jars.build(
        work.resolve("plugins/" + type + ".jar"),
        sources,
        Map.of(SERVICE, type + ".FixedProvider"));
  }

  private void strategy(String type, int index) throws IOException {
    install(type, PluginJars.strategy(type, type, index));
  }

  private String yaml(String type, OriginServer one, OriginServer two) {
    return """
    server: {http: "127.0.0.1:PORT", workers: 1, watch_config: true}
    plugins: {directory: "%s"}
    logging: {disable_request_logging: true}
    proxy:
      enabled: true
      rules:
    %s
    """
        .formatted(
            work.resolve("plugins"),
            Yaml.rule("all", "/", "load_balancing: " + type, one.url(), two.url()));
  }

  private static String ask(GatewayProcess gateway) throws IOException {
    return RawHttpClient.get(gateway.port(), "/").body();
  }

  @Test
  void takesAJarThatIsReplacedAndKeepsItWhereTheNextIsOfNoUse() throws Exception {
    strategy("acme.fixed", 0);
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = new GatewayProcess(folder, "", yaml("acme.fixed", one, two))) {
      assertThat(ask(gateway)).isEqualTo("one");

      strategy("acme.fixed", 1);
      await().until(() -> ask(gateway).equals("two"));

      var broken = PluginJars.strategy("acme.fixed", "acme.fixed", 0);
      broken.replaceAll((name, source) ->
          source.replace(
              "int index = settings.index();",
              "if (true) { throw new IllegalStateException(\"no license\"); } int index = 0;"));
      install("acme.fixed", broken);
      await().until(() -> gateway.log().contains("acme.fixed: java.lang.IllegalStateException"));
      assertThat(gateway.log())
          .contains("reload refused, the configuration in force stays")
          .contains("no license");
      assertThat(ask(gateway)).isEqualTo("two");

      strategy("acme.fixed", 0);
      await().until(() -> ask(gateway).equals("one"));
    }
  }

  @Test
  void takesAJarThatIsAddedAndServesOnWhereOneIsMissed() throws Exception {
    strategy("acme.fixed", 0);
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = new GatewayProcess(folder, "", yaml("acme.fixed", one, two))) {
      assertThat(ask(gateway)).isEqualTo("one");

      strategy("acme.other", 1);
      Files.writeString(
          folder.resolve("servex.yaml"),
          yaml("acme.other", one, two).replace("PORT", String.valueOf(gateway.port())));
      await().until(() -> ask(gateway).equals("two"));

      Files.delete(work.resolve("plugins/acme.fixed.jar"));
      Files.delete(work.resolve("plugins/acme.other.jar"));
      await().until(() -> gateway.log().contains("acme.other is not installed"));
      assertThat(ask(gateway)).isEqualTo("two");
    }
  }
}
