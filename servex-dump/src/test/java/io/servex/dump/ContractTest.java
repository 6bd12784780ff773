package io.servex.dump;

import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.plugin.ByteSize;
import io.servex.testkit.DumpSinkContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What plugins owe the gateway, its own sinks owe too. */
class ContractTest {
  @TempDir private Path folder;

  @Nested
  class OfJsonl extends DumpSinkContract<JsonlSinkProvider.Config> {
    @Override
    protected DumpSinkProvider<JsonlSinkProvider.Config> provider() {
      return new JsonlSinkProvider();
    }

    @Override
    protected JsonlSinkProvider.Config config() {
      return new JsonlSinkProvider.Config(
          folder, new ByteSize(1_000), 100, JsonlSinkProvider.Compression.NONE);
    }

    @Override
    protected List<String> arrived() throws IOException {
      var lines = new ArrayList<String>();
      try (var files = Files.list(folder)) {
        for (var file : files.sorted().toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      }
      return lines;
    }
  }

  /** The standard output of a test is the build's. */
  @Nested
  class OfStdout extends DumpSinkContract<StdoutSinkProvider.Config> {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    protected DumpSinkProvider<StdoutSinkProvider.Config> provider() {
      return new StdoutSinkProvider(out);
    }

    @Override
    protected StdoutSinkProvider.Config config() {
      return new StdoutSinkProvider.Config();
    }

    @Override
    protected List<String> arrived() {
      return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
  }
}
