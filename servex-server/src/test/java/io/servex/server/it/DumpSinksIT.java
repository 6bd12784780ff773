package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks out of jars, those among them that do the worst: traffic never notices (D09). */
class DumpSinksIT {
  @TempDir Path work;
  private Path plugins;

  @BeforeEach
  void makeFolder() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
  }

  /** Builds a sink whose {@code write} does something. */
  private void sink(String create, String write) throws IOException {
    new PluginJars(Files.createDirectory(work.resolve("work")))
        .build(
            plugins.resolve("sink.jar"),
            Map.of(
                "acme.sink.Provider",
                """
                package acme.sink;
                import io.servex.api.dump.*;
                import io.servex.api.plugin.PluginContext;
                import java.io.IOException;
                import java.nio.file.*;
                public final class Provider implements DumpSinkProvider<Provider.Settings> {
                  record Settings(Path file) {}
                  public String type() { return "acme.sink"; }
                  public Class<Settings> configType() { return Settings.class; }
                  public DumpSink create(Settings settings, PluginContext context)
                      throws IOException {
                    %s
                    return new DumpSink() {
                      public void write(DumpRecord record) throws IOException { %s }
                      public void flush() {}
                      public void close() {}
                    };
                  }
                }
                """
                    .formatted(create, write)),
            Map.of("META-INF/services/io.servex.api.dump.DumpSinkProvider", "acme.sink.Provider"));
  }

  private Servex gateway(int workers, String sink, String more, String backend) {
    return Servex.fromYaml(
        """
        server: {http: "127.0.0.1:0", workers: %d, enable_default_metrics: true}
        plugins: {directory: "%s"}
        logging: {disable_request_logging: true}
        proxy:
          enabled: true
          traffic_dump: {enabled: true, sink: %s%s}
          rules:
        %s
        """
            .formatted(workers, plugins, sink, more, Yaml.rule("all", "/", "", backend)));
  }

  private String sink() {
    return "{type: acme.sink, file: \"" + work.resolve("records") + "\"}";
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void handsRecordsToASinkFromAJar(int workers) throws Exception {
    sink(
        "Files.createFile(settings.file());",
        "Files.writeString(settings.file(), record.rule() + \" \" + record.statusCode() + \"\\n\","
            + " StandardOpenOption.APPEND);");
    try (var origin = OriginServer.answering("x");
        var gateway = gateway(workers, sink(), "", origin.url()).start()) {
      RawHttpClient.get(gateway.port(), "/");
      RawHttpClient.get(gateway.port(), "/");

      await().until(() -> Files.readString(work.resolve("records")).equals("all 200\nall 200\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }",
        "throw new IOException(\"disk full\");",
        "throw new IllegalStateException(\"bug\");",
        "throw new StackOverflowError();"
      })
  void servesOnWhateverASinkDoesAndCountsWhatIsLost(String write) throws Exception {
    sink("", write);
    var count = 500;
    try (var origin = OriginServer.answering("answer");
        var gateway =
            gateway(1, sink(), ", include_body: true, max_queued_bytes: 64KB", origin.url())
                .start()) {
      try (var client = new RawHttpClient(gateway.port())) {
        for (var i = 0; i < count; i++) {
          client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
          assertThat(client.response().body()).isEqualTo("answer");
        }
      }
      await()
          .untilAsserted(() -> {
            var page = Scrape.of(gateway.port());
            var dropped = page.value("servex_proxy_dump_dropped_total{rule=\"all\"}");
            var waiting = page.value("servex_proxy_dump_waiting{rule=\"all\"}");
            assertThat(dropped).isPositive();
            assertThat(dropped + waiting).isEqualTo(count);
            assertThat(page.value("servex_proxy_dump_entries_total{rule=\"all\"}")).isZero();
          });
    }
  }

  @Test
  void doesNotStartWithASinkThatCannotBeOpened() throws Exception {
    sink("if (true) throw new IOException(\"no broker at \" + settings.file());", "");

    assertThatThrownBy(() -> gateway(1, sink(), "", "http://127.0.0.1:1").start())
        .hasMessageContaining("proxy.traffic_dump.sink: acme.sink: ")
        .hasMessageContaining("no broker at " + work.resolve("records"));
  }

  @Test
  void checksTheSettingsOfASink() throws Exception {
    sink("", "");

    assertThatThrownBy(
            () -> gateway(1, "{type: acme.sink, flie: x}", "", "http://127.0.0.1:1").start())
        .hasMessageContaining("proxy.traffic_dump.sink.flie: unknown key (did you mean file?)");
    assertThatThrownBy(() -> gateway(1, "acme.snik", "", "http://127.0.0.1:1").start())
        .hasMessageContaining("acme.snik is not installed (did you mean acme.sink?)");
    assertThatThrownBy(
            () -> gateway(1, "{type: jsonl, directory: x}", "", "http://127.0.0.1:1").start())
        .hasMessageContaining("proxy.traffic_dump.sink.directory: not for jsonl");
  }
}
