package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What flags do to a gateway that runs (D48, D56, D57). */
class FlagsIT {
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir private static Path home;
  private static Program program;

  @BeforeAll
  static void unpack() throws Exception {
    program = Program.unpack(home);
    Files.writeString(
        home.resolve("servex.yaml"),
        """
        server: {http: "127.0.0.1:1", enable_health_endpoint: true}
        proxy: {enabled: true, rules: [{name: all, path_prefix: /api, backends: [{url: "http://127.0.0.1:1"}]}]}
        """);
  }

  /**
   * What a gateway logs from its start to its end, with a request that is answered, one that no
   * rule takes, and one whose backend does not answer.
   */
  private static List<String> log(String flags, int port) throws Exception {
    var log = Files.createTempFile(home, "flags", ".log");
    var process =
        program
            .command("exec bin/servex --config servex.yaml " + flags)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> RawHttpClient.get(port, "/health").status() == 200);
      assertThat(RawHttpClient.get(port, "/none").status()).isEqualTo(404);
      assertThat(RawHttpClient.get(port, "/api").status()).isEqualTo(502);
    } finally {
      process.destroy();
      assertThat(process.waitFor()).isZero();
    }
    return Files.readAllLines(log);
  }

  private static List<String> levels(List<String> lines) {
    var levels = new ArrayList<String>();
    for (var line : lines) {
      levels.add(JSON.readTree(line).get("level").asString());
    }
    return levels;
  }

  /** A port alone keeps the host of the file; each line is JSON. */
  @ParameterizedTest
  @ValueSource(strings = {"-p %d", "-port :%d", "--port=127.0.0.1:%d"})
  void listensAtThePortThatAFlagNames(String flag) throws Exception {
    var port = GatewayProcess.freePort();

    assertThat(levels(log(flag.formatted(port), port)))
        .contains("info", "warn", "error")
        .doesNotContain("debug");
  }

  @Test
  void saysAsMuchAsItsLevel() throws Exception {
    var port = GatewayProcess.freePort();

    assertThat(levels(log("-log-level error -p " + port, port))).containsOnly("error");
    var closely = log("-verbose -p " + port, port);
    assertThat(levels(closely)).contains("debug", "info");
    assertThat(closely)
        .anyMatch(
            line -> line.contains("\"attempt failed\"") && line.contains("\"error\":\"connect\""))
        .anyMatch(line -> line.contains("\"working directory\""));
  }

  @Test
  void speaksToPeopleInText() throws Exception {
    var port = GatewayProcess.freePort();

    assertThat(log("--log-format text -p " + port, port))
        .isNotEmpty()
        .allMatch(line -> !line.startsWith("{"));
  }
}
