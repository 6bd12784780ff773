package io.servex.server.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpCommandTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-01-31T10:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static String line(String time, String rule, String backend, int status, int millis) {
    return """
    {"timestamp":"2026-01-31T%s.000Z","rule":"%s","backend":%s,"raw_request":"GET / \\"x","request_headers":{"A":["status_code"]},"status_code":%d,"duration_ms":%d,"path":"/%s/x"}
    """
        .formatted(time, rule, backend, status, millis, rule);
  }

  private int run(String... arguments) {
    var command =
        new DumpCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), NOW);
    return command.run(List.of(arguments));
  }

  private Path plain(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void compressed(String name, String text) throws IOException {
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      gzip.write(text.getBytes(UTF_8));
    }
  }

  @Test
  void readsTheFilesOfADirectoryInTheirOrderWhateverTheirForm() throws IOException {
    plain("traffic_dump_1000.jsonl", line("09:03:00", "c", "\"b\"", 200, 1));
    compressed("traffic_dump_002.jsonl.gz", line("09:01:00", "a", "\"b\"", 200, 1));
    plain("traffic_dump_002.jsonl", line("09:01:00", "a", "\"b\"", 200, 1));
    plain("traffic_dump_101.jsonl", line("09:02:00", "b", "\"b\"", 200, 1));
    plain("notes.txt", "no dump");

    assertThat(run("cat", folder.toString())).isZero();

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            line("09:01:00", "a", "\"b\"", 200, 1)
                + line("09:02:00", "b", "\"b\"", 200, 1)
                + line("09:03:00", "c", "\"b\"", 200, 1));
  }

  @Test
  void putsFilesThatAreNamedOneByOneInTheirOrderToo() throws IOException {
    var later = plain("traffic_dump_1000.jsonl", line("09:03:00", "c", "\"b\"", 200, 1));
    var earlier = plain("traffic_dump_101.jsonl", line("09:02:00", "b", "\"b\"", 200, 1));

    assertThat(run("cat", later.toString(), earlier.toString())).isZero();

    assertThat(out.toString(UTF_8))
        .startsWith(line("09:02:00", "b", "\"b\"", 200, 1))
        .endsWith(line("09:03:00", "c", "\"b\"", 200, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "--status, >=500, 1",
    "--status, 5xx, 1",
    "--status, !=200, 2",
    "--status, 400-499, 1",
    "--status, <400, 1",
    "--status, =404, 1",
    "--rule, a, 2",
    "--backend, :2, 1",
    "--path, /a/, 2",
    "--since, 10m, 1",
    "--since, 2h, 3",
    "--since, 2026-01-31T09:55:00Z, 1"
  })
  void keepsWhatWasAskedFor(String flag, String value, int expected) throws IOException {
    var file =
        plain(
            "x.jsonl",
            line("09:00:00", "a", "\"http://h:1\"", 200, 1)
                + line("09:30:00", "a", "\"http://h:2\"", 404, 1)
                + line("09:55:00", "b", "null", 502, 1));

    assertThat(run("cat", flag, value, file.toString())).isZero();

    assertThat(out.toString(UTF_8).lines()).hasSize(expected);
  }

  @Test
  void countsStatusesAndDurationsForEachRuleAndBackend() throws IOException {
    var text = new StringBuilder();
    for (var i = 1; i <= 100; i++) {
      text.append(line("09:00:00", "a", "\"http://h:1\"", i <= 99 ? 200 : 500, i));
    }
    text.append(line("09:30:00", "b", "null", 503, 0)).append("torn {\n{}\n");
    plain("traffic_dump_001.jsonl", text + "{\"timestamp\":\"half");

    assertThat(run("stats", folder.toString())).isZero();

    var rows = out.toString(UTF_8).lines().map(row -> List.of(row.split("\\s+"))).toList();
    assertThat(rows.get(1).subList(0, 8))
        .isEqualTo(List.of("a", "http://h:1", "100", "99", "0", "0", "1", "0"));
    assertThat(percentiles(rows.get(1)).get(0)).isBetween(50L, 53L);
    assertThat(percentiles(rows.get(1)).get(1)).isBetween(90L, 95L);
    assertThat(percentiles(rows.get(1)).get(3)).isEqualTo(100);
    assertThat(rows.get(2).subList(0, 8))
        .isEqualTo(List.of("b", "-", "1", "0", "0", "0", "1", "0"));
    assertThat(rows.get(3).subList(0, 2)).isEqualTo(List.of("(all)", "101"));
    assertThat(out.toString(UTF_8))
        .endsWith("2026-01-31T09:00:00.000Z to 2026-01-31T09:30:00.000Z\n");
    assertThat(err.toString(UTF_8)).isEqualTo("servex: 2 lines are no entries and were left out\n");
  }

  private static List<Long> percentiles(List<String> row) {
    return row.subList(8, 12).stream().map(Long::valueOf).toList();
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (var arguments :
        List.of(
            List.of("stats"),
            List.of("count", "."),
            List.of("cat", "--status", "lots", "."),
            List.of("cat", "--since", "yesterday", "."),
            List.of("cat", "--since", "2026-01-31T", "."),
            List.of("cat", "--nonsense", "."))) {
      assertThat(run(arguments.toArray(String[]::new))).as("%s", arguments).isEqualTo(2);
    }
    assertThat(run("cat", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(run("cat", folder.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("no dump (expected: traffic_dump_001.jsonl");
  }

  @Test
  void readsWhatACompressedFileHasThatWasCutOff() throws IOException {
    var lines = new ArrayList<String>();
    for (var i = 0; i < 5_000; i++) {
      lines.add(line("09:00:00", "r" + i * 7919, "null", 200, i));
    }
    compressed("traffic_dump_001.jsonl.gz", String.join("", lines));
    var file = folder.resolve("traffic_dump_001.jsonl.gz");
    var bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(run("cat", file.toString())).isZero();

    assertThat(String.join("", lines)).startsWith(out.toString(UTF_8));
    assertThat(out.size()).isPositive();
  }

  @Test
  void showsHowFarItIsOnATerminalOnly() {
    var bar = new ProgressBar(new PrintStream(out, true, UTF_8), 4 << 20, true);
    var hidden = new ProgressBar(new PrintStream(err, true, UTF_8), 4 << 20, false);

    bar.advance(1 << 20);
    bar.close();
    hidden.advance(1 << 20);
    hidden.close();

    assertThat(out.toString(UTF_8))
        .startsWith("\r[" + "#".repeat(10) + " ".repeat(30) + "] 25 % of 4 MiB")
        .endsWith("\r");
    assertThat(err.size()).isZero();
  }
}
