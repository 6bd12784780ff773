package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people ask a dump with jq and the tools beside it, as they type it. */
class DumpQuestionsIT {
  @TempDir Path folder;
  private String url;

  @BeforeEach
  void dump() throws Exception {
    assumeTrue(
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place, "jq"))),
        "jq is not installed");
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              var missing = request.contains("/missing");
              Thread.sleep(request.contains("/slow") ? 120 : 1);
              return OriginServer.write(
                  out,
                  missing
                      ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                      : OriginServer.ok("x"));
            });
        var gateway =
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder),
                Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1")
                    + Yaml.rule("all", "/", "", origin.url()))) {
      url = origin.url();
      for (var path : List.of("/slow", "/a", "/missing", "/dead")) {
        RawHttpClient.get(gateway.port(), path, "user-agent: curl/8");
      }
      RawHttpClient.get(gateway.port(), "/b", "User-Agent: other");
    }
  }

  private List<String> ask(String command) throws IOException, InterruptedException {
    var shell =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }

  /** R82. */
  @Test
  void countsRequestsForEachBackend() throws Exception {
    assertThat(ask("jq -r '.backend' traffic_dump_001.jsonl | sort | uniq -c"))
        .containsExactlyInAnyOrder("1 http://127.0.0.1:1", "4 " + url);
  }

  /** R83: sorted as numbers, the slowest comes last. */
  @Test
  void sortsDurations() throws Exception {
    var sorted = ask("jq -r '.duration' traffic_dump_001.jsonl | sort -n");

    assertThat(sorted).hasSize(5).allMatch(duration -> duration.matches("\\d+ms"));
    assertThat(Integer.parseInt(sorted.getLast().replace("ms", ""))).isGreaterThanOrEqualTo(120);
  }

  /** R84. */
  @Test
  void findsErrors() throws Exception {
    assertThat(ask("jq 'select(.status_code >= 400)' traffic_dump_001.jsonl | jq .status_code"))
        .containsExactly("404", "502");
  }

  /** R85: by one name of the field, however clients spell it. */
  @Test
  void countsUserAgents() throws Exception {
    assertThat(
            ask(
                "jq -r '.request_headers[\"User-Agent\"][0]' traffic_dump_001.jsonl | sort | uniq -c"
                    + " | sort -nr"))
        .containsExactly("4 curl/8", "1 other");
  }
}
