package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Components from jars in a folder serve real requests, and come and go with reloads. */
class PluginsIT {
  private static final String STRATEGIES =
      "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider";
  private static final String MATCHERS =
      "META-INF/services/io.servex.api.routing.RouteMatcherProvider";

  @TempDir Path work;
  private Path plugins;
  private PluginJars jars;

  @BeforeEach
  void makeFolders() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
  }

  /** A strategy that always picks the backend with an index. */
  private void strategy(int index) throws IOException {
    jars.build(
        plugins.resolve("fixed.jar"),
        PluginJars.strategy("acme.fixed", "acme.fixed", index),
        Map.of(STRATEGIES, "acme.fixed.FixedProvider"));
  }

  /** A matcher of requests whose query is a word. */
  private void matcher(String create) throws IOException {
    jars.build(
        plugins.resolve("query.jar"),
        Map.of(
            "acme.query.Provider",
            """
            package acme.query;
            import io.servex.api.plugin.PluginContext;
            import io.servex.api.routing.*;
            public final class Provider implements RouteMatcherProvider<Provider.Settings> {
              public record Settings(String word) {}
              public String type() { return "acme.query"; }
              public Class<Settings> configType() { return Settings.class; }
              public RouteMatcher create(Settings settings, PluginContext context) {
                %s
              }
            }
            """
                .formatted(create)),
        Map.of(MATCHERS, "acme.query.Provider"));
  }

  private Servex gateway(String rules) {
    return Servex.fromYaml(
        """
        server:
          http: "127.0.0.1:0"
          workers: 1
        plugins:
          directory: "%s"
        logging:
          disable_request_logging: true
        proxy:
          enabled: true
          rules:
        %s
        """
            .formatted(plugins, rules));
  }

  private static String fixed(String name, OriginServer... backends) {
    var urls = java.util.Arrays.stream(backends).map(OriginServer::url).toArray(String[]::new);
    return Yaml.rule(name, "/", "load_balancing: acme.fixed", urls);
  }

  private static String body(Servex.Running gateway, String target) throws IOException {
    return RawHttpClient.get(gateway.port(), target).body();
  }

  @Test
  void balancesByAStrategyFromAJar() throws Exception {
    strategy(1);
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = gateway(fixed("all", one, two)).start()) {
      for (var i = 0; i < 5; i++) {
        assertThat(body(gateway, "/")).isEqualTo("two");
      }
    }
  }

  @Test
  void goesByAnotherJarAfterAReloadAndKeepsTheOldOneWhenThatIsRefused() throws Exception {
    strategy(0);
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = gateway(fixed("all", one, two)).start()) {
      assertThat(body(gateway, "/")).isEqualTo("one");
      strategy(1);
      assertThat(body(gateway, "/")).isEqualTo("one");

      gateway.reload(gateway(fixed("all", one, two)));
      assertThat(body(gateway, "/")).isEqualTo("two");

      Files.delete(plugins.resolve("fixed.jar"));
      assertThatThrownBy(() -> gateway(fixed("all", one, two)))
          .hasMessageContaining("acme.fixed is not installed");
      assertThat(body(gateway, "/")).isEqualTo("two");
    }
  }

  /** The settings change, and with them the component; the bytes of the jar do not. */
  @Test
  void loadsAJarThatHasNotChangedNoSecondTime() throws Exception {
    var source = PluginJars.strategy("acme.fixed", "acme.fixed", 0);
    source.replaceAll((name, text) ->
        text.replace(
                "record Settings",
                """
                static final java.util.concurrent.atomic.AtomicInteger CREATED =
                    new java.util.concurrent.atomic.AtomicInteger(-1);
                record Settings\
                """)
            .replace("settings.index();", "CREATED.incrementAndGet();"));
    jars.build(
        plugins.resolve("fixed.jar"), source, Map.of(STRATEGIES, "acme.fixed.FixedProvider"));
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = gateway(fixed("all", one, two)).start()) {
      assertThat(body(gateway, "/")).isEqualTo("one");
      var next =
          gateway(fixed("all", one, two).replace("acme.fixed", "{type: acme.fixed, index: 7}"));

      gateway.reload(next);
      assertThat(body(gateway, "/")).isEqualTo("two");
      gateway.reload(next);
      assertThat(body(gateway, "/")).isEqualTo("two");

      strategy(0);
      gateway.reload(gateway(fixed("all", one, two)));
      assertThat(body(gateway, "/")).isEqualTo("one");
      gateway.reload(next);
      assertThat(body(gateway, "/")).isEqualTo("two");
    }
  }

  @Test
  void routesByAMatcherFromAJar() throws Exception {
    matcher("return request -> settings.word().equals(request.rawQuery());");
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            gateway(
                    Yaml.rule("beta", "/", "match: [{type: acme.query, word: beta}]", one.url())
                        + Yaml.rule("rest", "/", "", two.url()))
                .start()) {
      assertThat(body(gateway, "/?beta")).isEqualTo("one");
      assertThat(body(gateway, "/?gamma")).isEqualTo("two");
      assertThat(body(gateway, "/")).isEqualTo("two");
    }
  }

  @Test
  void saysAtWhichPlaceSettingsOfAPluginAreWrong() throws Exception {
    matcher("return request -> true;");

    assertThatThrownBy(() ->
            gateway(
                Yaml.rule("a", "/", "match: [{type: acme.query, wrod: x}]", "http://127.0.0.1:1")))
        .hasMessageContaining("proxy.rules[0].match[0].wrod: unknown key (did you mean word?)");
  }

  @Test
  void startsNothingWhenAComponentCannotBeCreated() throws Exception {
    matcher("throw new IllegalArgumentException(settings.word() + \" is no word\");");
    var gateway =
        gateway(Yaml.rule("a", "/", "match: [{type: acme.query, word: x}]", "http://127.0.0.1:1"));

    assertThatThrownBy(gateway::start)
        .isInstanceOf(StartException.class)
        .hasMessage("yaml:13:15  proxy.rules[0].match[0]: acme.query: x is no word");
  }

  @Test
  void namesTheJarThatCouldNotBeLoadedWhereItsComponentIsMissed() throws Exception {
    Files.writeString(plugins.resolve("fixed.jar"), "no jar at all");

    assertThatThrownBy(
            () -> gateway(Yaml.rule("a", "/", "load_balancing: acme.fixed", "http://127.0.0.1:1")))
        .hasMessageContaining("acme.fixed is not installed")
        .hasMessageContaining("not loaded: " + plugins.resolve("fixed.jar"));
  }

  @Test
  void loadsNothingButTheHashesThatAreAllowed() throws Exception {
    strategy(0);
    var yaml =
        """
        server: {http: "127.0.0.1:0"}
        plugins: {directory: "%s", allowed_sha256: ["%s"]}
        proxy:
          enabled: true
          rules: [{name: a, load_balancing: acme.fixed, backends: [{url: "http://127.0.0.1:1"}]}]
        """;

    assertThatThrownBy(() -> Servex.fromYaml(yaml.formatted(plugins, "0".repeat(64))))
        .hasMessageContaining("expected: one of plugins.allowed_sha256");
    assertThatThrownBy(() -> Servex.fromYaml(yaml.formatted(plugins, "xyz")))
        .hasMessageContaining("plugins.allowed_sha256[0]: xyz (expected: 64 hexadecimal digits");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    plugins = work.resolve("absent");

    assertThatThrownBy(() -> gateway(Yaml.rule("a", "/", "", "http://127.0.0.1:1")))
        .hasMessageContaining("plugins.directory: " + plugins + " (expected: a folder)");
  }
}
