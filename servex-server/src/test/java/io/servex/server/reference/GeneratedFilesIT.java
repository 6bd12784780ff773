package io.servex.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.plugin.ComponentProvider;
import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.DumpSinks;
import io.servex.server.config.SectionKeys;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.InstalledPlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What the records write is in the repository as they write it now. With {@code
 * -Dservex.regenerate=true} the files are written instead.
 */
class GeneratedFilesIT {
  private static final InstalledPlugins PLUGINS = new InstalledPlugins();
  private static final Components INSTALLED =
      PLUGINS.look(Path.of("../plugins/target/installed"), Set.of());
  private static final SectionKeys KEYS = SectionKeys.of(INSTALLED);

  @AfterAll
  static void close() {
    PLUGINS.close();
  }

  private static List<String> problems(String yaml) {
    try {
      new ConfigLoader(Map.of(), (section, mentioned) -> INSTALLED, advice -> {}).parse(yaml);
      return List.of();
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage()).lines().toList();
    }
  }

  /** R76: one file with every key, which works as it is and with every key of it in force. */
  @Test
  void theSampleHasEveryKeyAndWorks() throws IOException {
    var sample = SampleFile.yaml(KEYS);
    var all = JsonSchemaTest.uncommented(sample);
    var every =
        new YAMLMapper()
            .readTree(Files.readString(Path.of("src/test/resources/samples/every-key.yaml")));

    assertThat(problems(sample)).isEmpty();
    assertThat(problems(all))
        .allMatch(line ->
            line.matches(
                ".*(a readable file|can be made and written|a folder)\\)|.*nothing was started\\."));
    var written = new YAMLMapper().readTree(all);
    every
        .propertyStream()
        .forEach(section ->
            section
                .getValue()
                .propertyNames()
                .forEach(key ->
                    assertThat(written.path(section.getKey()).has(key))
                        .as(section.getKey() + "." + key)
                        .isTrue()));
  }

  @Test
  void theVariablesAreThoseOfEveryKey() {
    assertThat(SampleFile.env(KEYS))
        .contains(
            "#SERVEX_CORS_ENABLED=false", "SERVEX_SECURITY_CSRF_ENABLED=", "SERVEX_AUTH_ENABLED=")
        .contains("#SERVEX_CACHE_CONTROL=")
        .doesNotContain("CACHE_CACHE");
  }

  @Test
  void theReferenceIsFresh() throws IOException {
    var sinks = builtIn(ComponentKind.SINK);
    sinks.remove(DumpSinks.FILES);
    var page =
        new MarkdownReference(
                KEYS,
                Map.of(
                    "proxy.rules[].load_balancing",
                    builtIn(ComponentKind.STRATEGY),
                    "proxy.health_check.probe",
                    builtIn(ComponentKind.PROBE),
                    "proxy.traffic_dump.sink",
                    sinks))
            .page();

    fresh(Path.of("../docs/configuration.md"), page);
  }

  @Test
  void theSchemaIsFresh() throws IOException {
    fresh(Path.of("src/dist/conf/servex.schema.json"), JsonSchema.text(KEYS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "gateway", "complete"})
  void theSchemaTakesTheExamples(String name) throws IOException {
    var schema = new JsonMapper().readTree(JsonSchema.text(KEYS));
    var example = Files.readString(Path.of("../docs/examples/" + name + ".yaml"));

    assertThat(JsonSchemaTest.takes(schema, new YAMLMapper().readTree(example))).isTrue();
  }

  @Test
  void theSampleIsFresh() throws IOException {
    fresh(Path.of("src/dist/conf/servex.yaml"), SampleFile.yaml(KEYS));
  }

  private static TreeMap<String, ComponentProvider<?>> builtIn(ComponentKind kind) {
    var providers = new TreeMap<String, ComponentProvider<?>>();
    Components.builtIn().of(kind).forEach((type, one) -> providers.put(type, one.provider()));
    return providers;
  }

  private static void fresh(Path file, String text) throws IOException {
    if (Boolean.getBoolean("servex.regenerate")) {
      Files.writeString(file, text);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s is stale: run .ci/regenerate and commit what it writes", file)
        .isEqualTo(text);
  }
}
