package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Which rules and which requests are captured, and where their entries go. */
class DumpSwitchesIT {
  @TempDir private Path folder;

  /** D04. */
  @Test
  void aRuleThatSaysNoIsLeftOutAndOneThatSaysNothingIsNot() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder),
                Yaml.rule("private", "/private", "enable_traffic_dump: false", origin.url())
                    + Yaml.rule("said", "/said", "enable_traffic_dump: true", origin.url())
                    + Yaml.rule("silent", "/silent", "", origin.url()))) {
      for (var path : new String[] {"/private", "/said", "/silent"}) {
        assertThat(RawHttpClient.get(gateway.port(), path).status()).isEqualTo(200);
      }

      assertThat(Dumps.await(folder, 2).stream().map(DumpSwitchesIT::rule))
          .containsExactly("said", "silent");
    }
  }

  private static String rule(JsonNode entry) {
    return entry.get("rule").asString();
  }

  /** D04. */
  @Test
  void aRuleThatSaysYesIsCapturedAlthoughTheProxySaysNo() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            Yaml.start(
                1,
                "",
                "  traffic_dump:\n    directory: " + folder + "\n",
                Yaml.rule("said", "/said", "enable_traffic_dump: true", origin.url())
                    + Yaml.rule("silent", "/silent", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/silent");
      RawHttpClient.get(gateway.port(), "/said");

      assertThat(Dumps.await(folder, 1).stream().map(DumpSwitchesIT::rule)).containsExactly("said");
    }
  }

  /** D03. */
  @Test
  void eachDirectoryHasItsOwnFiles() throws Exception {
    var more = "enable_traffic_dump: true\n      dump_directory: ";
    try (var origin = OriginServer.answering("x");
        var gateway =
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule("one", "/one", more + folder.resolve("one"), origin.url())
                    + Yaml.rule("two", "/two", more + folder.resolve("two"), origin.url()))) {
      RawHttpClient.get(gateway.port(), "/one");
      RawHttpClient.get(gateway.port(), "/two");

      for (var name : new String[] {"one", "two"}) {
        assertThat(Dumps.await(folder.resolve(name), 1).stream().map(DumpSwitchesIT::rule))
            .containsExactly(name);
        assertThat(Dumps.files(folder.resolve(name)))
            .containsExactly(folder.resolve(name).resolve("traffic_dump_001.jsonl"));
      }
    }
  }

  @Test
  void aRuleWithoutAnyDirectoryIsRefused() {
    assertThatThrownBy(() ->
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule("said", "/", "enable_traffic_dump: true", "http://127.0.0.1:1")))
        .hasMessageContaining("proxy.rules[0].enable_traffic_dump: true")
        .hasMessageContaining("(expected: dump_directory, or proxy.traffic_dump.directory)");
    assertThatThrownBy(() ->
            Yaml.start(
                1,
                "",
                "  traffic_dump:\n    enabled: true\n    sink: jsnol\n",
                Yaml.rule("all", "/", "", "http://127.0.0.1:1")))
        .hasMessageContaining("proxy.traffic_dump.sink: jsnol is not installed (did you mean");
  }

  @Test
  void aKindOfCompressionThatThereIsNotIsRefused() {
    assertThatThrownBy(() ->
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder, "compress: zstd"),
                Yaml.rule("all", "/", "", "http://127.0.0.1:1")))
        .hasMessageContaining("proxy.traffic_dump.compress: zstd (expected: one of none, gzip)");
  }

  /** R23, D08. */
  @Test
  void aRateOfZeroIsNothingAndATenthIsATenth() throws Exception {
    try (var origin = OriginServer.answering("x");
        var none =
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder.resolve("none"), "sample_rate: 0"),
                Yaml.rule("all", "/", "", origin.url()));
        var tenth =
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder.resolve("tenth"), "sample_rate: 0.1"),
                Yaml.rule("all", "/", "", origin.url()));
        var all =
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder.resolve("all")),
                Yaml.rule("all", "/", "", origin.url()))) {
      get(none.port(), 100);
      get(tenth.port(), 2_000);
      get(all.port(), 100);
    }

    assertThat(Dumps.entries(folder.resolve("none"))).isEmpty();
    assertThat(Dumps.entries(folder.resolve("tenth"))).hasSizeBetween(130, 270);
    assertThat(Dumps.entries(folder.resolve("all"))).hasSize(100);
  }

  private static void get(int port, int count) throws Exception {
    try (var client = new RawHttpClient(port)) {
      for (var i = 0; i < count; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
      }
    }
  }

  /** D10. */
  @Test
  void theAddressOfTheClientIsBelievedFromTrustedProxiesAlone() throws Exception {
    try (var origin = OriginServer.answering("x");
        var strict =
            Yaml.start(
                1, "", Dumps.yaml(folder.resolve("1")), Yaml.rule("all", "/", "", origin.url()));
        var trusting =
            Yaml.start(
                1,
                "  trusted_proxies: [127.0.0.1]\n",
                Dumps.yaml(folder.resolve("2")),
                Yaml.rule("all", "/", "", origin.url()))) {
      RawHttpClient.get(strict.port(), "/", "X-Forwarded-For: 1.2.3.4", "X-Real-IP: 1.2.3.4");
      RawHttpClient.get(trusting.port(), "/", "X-Forwarded-For: 1.2.3.4");

      assertThat(Dumps.only(folder.resolve("1")).get("client_ip").asString())
          .isEqualTo("127.0.0.1");
      assertThat(Dumps.only(folder.resolve("2")).get("client_ip").asString()).isEqualTo("1.2.3.4");
    }
  }
}
