package io.servex.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.plugin.ComponentProvider;
import io.servex.server.config.DumpSinks;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What the records write is in the repository as they write it now. With {@code
 * -Dservex.regenerate=true} the files are written instead.
 */
class GeneratedFilesTest {
  @Test
  void theReferenceIsFresh() throws IOException {
    var sinks = builtIn(ComponentKind.SINK);
    sinks.remove(DumpSinks.FILES);
    var page =
        new MarkdownReference(
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
    fresh(Path.of("src/dist/conf/servex.schema.json"), JsonSchema.text());
  }

  @Test
  void theSampleIsFresh() throws IOException {
    fresh(Path.of("src/dist/conf/servex.yaml"), SampleFile.yaml());
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
