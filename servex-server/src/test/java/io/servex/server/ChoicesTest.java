package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.plugin.PluginJars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that a plugin hands on to parts of others: a component of the type {@code Choice}. */
class ChoicesTest {
  private static final String FILTER =
      """
      package acme.kept;
      import io.servex.api.filter.*;
      import io.servex.api.plugin.*;
      public final class Provider implements FilterProvider<Provider.Settings> {
        record Redis(Secret url, @Default("6379") @Range(min = 1, max = 9999) int port) {}
        record Settings(@Default("memory") Choice store) {
          Settings {
            if (!store.type().equals("memory")) { store.bind(Redis.class); }
          }
        }
        public String type() { return "acme.kept"; }
        public Class<Settings> configType() { return Settings.class; }
        public FilterPhase phase() { return FilterPhase.TRANSFORM; }
        public Filter create(Settings settings, PluginContext context) {
          return exchange -> Verdict.CONTINUE;
        }
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void install() throws IOException {
    new PluginJars(Files.createDirectory(folder.resolve("work")))
        .build(
            folder.resolve("plugins/kept.jar"),
            Map.of("acme.kept.Provider", FILTER),
            Map.of("META-INF/services/io.servex.api.filter.FilterProvider", "acme.kept.Provider"));
  }

  private String run(int code, String store, String flag) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("servex.yaml"),
            """
            server: {http: ":0"}
            plugins: {directory: "%s"}
            filters: [{type: acme.kept%s}]
            proxy: {enabled: true, rules: [{path_prefix: /, backends: [{url: "http://127.0.0.1:1"}]}]}
            """
                .formatted(folder.resolve("plugins"), store));
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(new Main(stream, stream, Map.of()).run(flag, "-c", file.toString()))
        .as(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(code);
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[a] | filters[0].store: a list (expected: a type, or a mapping with it)",
        "{url: x} | filters[0].store.type: missing (expected: a value)",
        "acme.redis | store.url: missing (expected: a value)",
        "{type: acme.redis, url: hush, port: 0} | store.port: 0 (expected: 1 to 9999)",
        "{type: acme.redis, url: hush, prt: 1} | store.prt: unknown key (did you mean port?)",
        "{type: acme.redis, url: [hush]} | store.url: a list (expected: a single value)",
      })
  void refusesSettingsThatAreNotThoseOfTheRecord(String store, String problem) throws IOException {
    assertThat(run(1, ", store: " + store, "--validate")).contains(problem).doesNotContain("hush");
  }

  /** Only whoever has the record knows which of them are secrets. */
  @Test
  void printsNoSetting() throws IOException {
    assertThat(run(0, ", store: {type: acme.redis, url: hush, port: 7777}", "--dry-run"))
        .contains("acme.redis")
        .contains("url: \"********\"")
        .doesNotContain("hush")
        .doesNotContain("7777");
    assertThat(run(0, ", store: memory", "--dry-run")).contains("store: \"memory\"");
    assertThat(run(0, "", "--dry-run")).contains("store: \"memory\"");
  }
}
