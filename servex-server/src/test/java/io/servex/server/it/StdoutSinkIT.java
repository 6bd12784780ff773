package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sink: stdout} of a gateway that runs as a process: each record is a line of JSON. */
class StdoutSinkIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int REQUESTS = 20;

  @TempDir private Path folder;

  /** The lines that are no log lines, which are JSON too, but begin otherwise. */
  private static List<JsonNode> records(GatewayProcess gateway) {
    try {
      var said = gateway.log();
      return said.substring(0, said.lastIndexOf('\n') + 1)
          .lines()
          .filter(line -> line.startsWith("{\"timestamp\":"))
          .map(JSON::readTree)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void writesALineForEachExchange() throws Exception {
    var yaml =
        """
        server: {http: "127.0.0.1:PORT", workers: 1}
        logging: {disable_request_logging: true}
        proxy:
          enabled: true
          traffic_dump: {enabled: true, sink: stdout, include_body: true}
          rules:
        %s
        """;
    try (var origin = OriginServer.answering("an answer\nof two lines");
        var gateway =
            new GatewayProcess(
                folder, "", yaml.formatted(Yaml.rule("all", "/", "", origin.url())))) {
      for (var i = 0; i < REQUESTS; i++) {
        RawHttpClient.get(gateway.port(), "/" + i);
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> records(gateway).size() == REQUESTS);

      for (var i = 0; i < REQUESTS; i++) {
        var record = records(gateway).get(i);
        assertThat(record.path("rule").asString()).isEqualTo("all");
        assertThat(record.path("status_code").asInt()).isEqualTo(200);
        assertThat(record.toString()).contains("\"/" + i + "\"");
      }

      gateway.terminate();
      assertThat(gateway.exit()).isZero();
      assertThat(records(gateway)).hasSize(REQUESTS);
    }
  }
}
