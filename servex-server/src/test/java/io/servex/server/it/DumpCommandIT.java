package io.servex.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code servex dump} on what a gateway wrote, and on more than fits into memory. */
class DumpCommandIT {
  private static final int BYTES = 160 << 20;

  @TempDir private Path folder;

  private String run(String... arguments) throws Exception {
    var command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "-m",
                "io.servex.server/io.servex.server.Main",
                "dump"));
    command.addAll(List.of(arguments));
    var out = folder.resolve("out");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    var code = process.waitFor();
    var text = Files.readString(out);
    assertThat(code).as(text).isZero();
    return text;
  }

  @Test
  void readsWhatAGatewayWrote() throws Exception {
    var dumps = folder.resolve("dumps");
    try (var origin = OriginServer.answering("x");
        var gateway =
            Yaml.start(
                1,
                "",
                Dumps.yaml(dumps, "max_file_size: 2KB", "max_files: 100", "compress: gzip"),
                Yaml.rule("one", "/one", "", origin.url())
                    + Yaml.rule("two", "/two", "", origin.url()))) {
      for (var i = 0; i < 9; i++) {
        RawHttpClient.get(gateway.port(), i % 3 == 0 ? "/one/" + i : "/two/" + i);
      }
    }

    assertThat(run("stats", dumps.toString()).lines().toList())
        .satisfies(rows -> assertThat(rows.get(1)).matches("two +http://\\S+ +6 +6 +0 .*"))
        .satisfies(rows -> assertThat(rows.get(2)).matches("one +http://\\S+ +3 +3 +0 .*"));
    assertThat(run("cat", "--rule", "one", "--since", "10m", dumps.toString()).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("GET /one/0 "),
            line -> assertThat(line).contains("GET /one/3 "),
            line -> assertThat(line).contains("GET /one/6 "));
  }

  @Test
  void readsFarMoreThanItsMemoryHolds() throws Exception {
    var line =
        "{\"timestamp\":\"2026-01-31T10:00:00.000Z\",\"rule\":\"r\",\"backend\":\"b\","
            + "\"raw_request\":\""
            + "x".repeat(60_000)
            + "\",\"status_code\":200,\"duration_ms\":7,\"path\":\"/\"}\n";
    var count = BYTES / line.length();
    var file = folder.resolve("traffic_dump_001.jsonl");
    try (var out = Files.newOutputStream(file)) {
      var bytes = line.getBytes(UTF_8);
      for (var i = 0; i < count; i++) {
        out.write(bytes);
      }
    }

    assertThat(run("stats", file.toString())).contains("r     b  ").contains(" " + count + " ");
  }
}
