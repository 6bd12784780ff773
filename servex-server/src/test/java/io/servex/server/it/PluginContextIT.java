package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway offers to a component, and that it is closed with it. */
class PluginContextIT {
  private static final String SOURCE =
      """
      package acme.life;
      import io.servex.api.filter.*;
      import io.servex.api.plugin.*;
      import java.io.*;
      import java.nio.file.*;
      import java.time.Duration;
      public final class Provider implements FilterProvider<Provider.Settings> {
        public record Settings(String name, @Default("false") boolean refuse) {}
        public String type() { return "acme.life"; }
        public Class<Settings> configType() { return Settings.class; }
        public FilterPhase phase() { return FilterPhase.ACCESS; }
        static void note(Path folder, String line) {
          try {
            Files.writeString(folder.resolve("log"), line + "\\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        public Filter create(Settings settings, PluginContext context) {
          Path folder;
          try {
            folder = context.dataDirectory();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          if (settings.refuse()) {
            throw new IllegalArgumentException("refused");
          }
          note(folder, "create " + settings.name());
          var seen = context.meters().counter("seen", "Requests.", "by", "all");
          context.meters().gauge("weight_grams", "Weight.", () -> 20);
          context.scheduler().every(Duration.ofMillis(5), () -> {
            throw new IllegalStateException("each time");
          });
          context.scheduler().execute(() -> {
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              note(folder, "interrupted " + settings.name());
            }
          });
          return new Filter() {
            public Verdict request(FilterExchange exchange) {
              seen.increment();
              return Verdict.CONTINUE;
            }
            public void close() { note(folder, "close " + settings.name()); }
          };
        }
      }
      """;

  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: e\r\n\r\n";

  @TempDir Path work;
  private Path data;

  @BeforeEach
  void buildJar() throws IOException {
    data = work.resolve("data");
    new PluginJars(Files.createDirectory(work.resolve("work")))
        .build(
            work.resolve("plugins/life.jar"),
            Map.of("acme.life.Provider", SOURCE),
            Map.of("META-INF/services/io.servex.api.filter.FilterProvider", "acme.life.Provider"));
  }

  private Servex gateway(String filters, String data, OriginServer backend) {
    return Servex.fromYaml(
        """
        server:
          http: "127.0.0.1:0"
          workers: 1
          drain_timeout: 10ms
          enable_default_metrics: true
        plugins: {directory: "%s"%s}
        filters: [%s]
        logging: {disable_request_logging: true}
        proxy:
          enabled: true
          rules:
        %s
        """
            .formatted(
                work.resolve("plugins"), data, filters, Yaml.rule("all", "/", "", backend.url())));
  }

  private Servex gateway(String filters, OriginServer backend) {
    return gateway(filters, ", data_directory: \"" + data + "\"", backend);
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(data.resolve("acme.life/log"));
  }

  private static String metrics(Servex.Running gateway) throws IOException {
    return RawHttpClient.get(gateway.port(), "/metrics").body();
  }

  @Test
  void showsNumbersOfAllComponentsOfATypeAndTakesThemAwayWithTheLast() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            gateway("{type: acme.life, name: a}, {type: acme.life, name: b}", backend).start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
      assertThat(metrics(gateway))
          .contains("servex_acme_life_seen_total{by=\"all\"} 4.0")
          .contains("servex_acme_life_weight_grams 40.0");

      gateway.reload(gateway("{type: acme.life, name: b}", backend));
      await()
          .untilAsserted(
              () -> assertThat(metrics(gateway)).contains("servex_acme_life_weight_grams 20.0"));
      assertThat(metrics(gateway)).containsPattern("seen_total\\{by=\"all\"} ([5-9]|\\d\\d)");

      gateway.reload(gateway("", backend));
      await().untilAsserted(() -> assertThat(metrics(gateway)).doesNotContain("servex_acme_life"));
    }
  }

  /** R48: an exchange ends by the configuration of its time, however long after that one's end. */
  @Test
  void keepsAFilterForTheTunnelThatWentThroughIt() throws Exception {
    try (var backend =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, SWITCHING);
              in.transferTo(out);
              return false;
            });
        var gateway = gateway("{type: acme.life, name: a}", backend).start();
        var tunnel = new RawHttpClient(gateway.port())) {
      tunnel.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: e\r\n\r\n");
      while (!tunnel.line().isEmpty()) {
        Thread.onSpinWait();
      }

      gateway.reload(gateway("{type: acme.life, name: b}", backend));
      gateway.reload(gateway("", backend));
      await().until(() -> log().contains("create b"));
      Thread.sleep(300);
      assertThat(log()).doesNotContain("close a");
      tunnel.send("still there");
      assertThat(tunnel.read(11)).isEqualTo("still there");
      tunnel.close();

      await().until(() -> log().contains("close a") && log().contains("close b"));
    }
  }

  @Test
  void closesComponentsInReverseAndEndsTheirTasks() throws Exception {
    try (var backend = OriginServer.echo()) {
      gateway("{type: acme.life, name: a}, {type: acme.life, name: b}", backend).start().close();

      assertThat(log())
          .containsExactly(
              "create a", "create b", "close b", "close a", "interrupted b", "interrupted a");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("acme.life"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void closesWhatWasCreatedWhenALaterComponentCannotBe() throws Exception {
    try (var backend = OriginServer.echo()) {
      var gateway =
          gateway("{type: acme.life, name: a}, {type: acme.life, name: b, refuse: true}", backend);

      assertThatThrownBy(gateway::start)
          .isInstanceOf(StartException.class)
          .hasMessage("yaml:7:39  filters[1]: acme.life: refused");
      assertThat(log()).containsExactly("create a", "close a", "interrupted a");
    }
  }

  @Test
  void countsTasksThatThrowAndGoesOnWithThem() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = gateway("{type: acme.life, name: a}", backend).start()) {
      await()
          .untilAsserted(() ->
              assertThat(metrics(gateway))
                  .containsPattern(
                      "servex_plugin_failures_total\\{kind=\"task\",type=\"acme.life\"} [3-9]"));
    }
  }

  @Test
  void saysThatThereIsNoPlaceForData() throws Exception {
    try (var backend = OriginServer.echo()) {
      var gateway = gateway("{type: acme.life, name: a}", "", backend);

      assertThatThrownBy(gateway::start)
          .hasMessageContaining("no folder for data (expected: plugins.data_directory names it)");
    }
  }
}
