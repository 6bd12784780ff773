package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with little direct memory, which clients take that read nothing: what it sheds then is
 * answered as any other request, and no filter is asked.
 */
class SheddingIT {
  private static final String YAML =
      """
      server:
        http: "127.0.0.1:PORT"
        workers: 1
        enable_health_endpoint: true
        enable_default_metrics: true
        custom_headers: {X-Gateway: servex}
      plugins: {directory: "%s"}
      logging: {format: json}
      security: {enabled: true}
      cors: {enabled: true, allow_origins: ["https://a.example"], exclude_paths: ["/free/*"]}
      filter: {blocked_user_agents: [bot]}
      proxy:
        enabled: true
        rules:
      %s
      """;

  /** Below {@code CONNECTIONS}, where nobody would be answered any more. */
  private static final double SHEDS_REQUESTS = 3;

  private static final int CLIENTS = 40;

  @TempDir Path folder;

  /** Sends without an end. */
  private static OriginServer endless() throws Exception {
    return new OriginServer((request, in, out, socket) -> {
      if (!request.startsWith("GET /endless")) {
        return OriginServer.write(out, OriginServer.ok("ok"));
      }
      OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
      while (true) {
        out.write(new byte[1 << 16]);
      }
    });
  }

  private static void awaitPressure(int port, List<RawHttpClient> clients) throws Exception {
    for (var i = 0; i < CLIENTS; i++) {
      var client = new RawHttpClient(port);
      clients.add(client);
      client.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.line()).startsWith("HTTP/1.1 200");
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(Scrape.of(port).value("servex_pressure_level")).isEqualTo(SHEDS_REQUESTS));
  }

  private static void everywhere(RawHttpClient.Response response) {
    assertThat(response.fields("x-frame-options")).containsExactly("DENY");
    assertThat(response.fields("x-gateway")).containsExactly("servex");
    assertThat(response.fields("vary")).containsExactly("Origin");
    assertThat(response.fields("access-control-allow-origin")).containsExactly("https://a.example");
  }

  private static RawHttpClient.Response shed(int port, String path, String... fields)
      throws Exception {
    var answer = RawHttpClient.get(port, path, fields);
    assertThat(answer.status()).isEqualTo(503);
    return answer;
  }

  @Test
  void answersWithTheFieldsOfAllAnswers() throws Exception {
    var clients = new ArrayList<RawHttpClient>();
    try (var backend = endless();
        var gateway =
            new GatewayProcess(
                folder,
                "-XX:MaxDirectMemorySize=32m",
                YAML.formatted(Yaml.INSTALLED, Yaml.rule("all", "/", "", backend.url())))) {
      var port = gateway.port();
      assertThat(RawHttpClient.get(port, "/x", "User-Agent: bot").status()).isEqualTo(403);
      awaitPressure(port, clients);

      for (var id : new String[] {"shed-1", "shed-2"}) {
        var shed =
            shed(port, "/x", "User-Agent: bot", "X-Request-ID: " + id, "Origin: https://a.example");
        assertThat(shed.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
        assertThat(shed.fields("content-type")).containsExactly("application/json; charset=utf-8");
        assertThat(shed.fields("x-request-id")).containsExactly(id);
        assertThat(shed.fields("retry-after")).containsExactly("1");
        assertThat(shed.fields("connection")).containsExactly("close");
        everywhere(shed);
      }
      var foreign = shed(port, "/x", "Origin: https://b.example");
      assertThat(foreign.fields("access-control-allow-origin")).isEmpty();
      assertThat(foreign.fields("vary")).containsExactly("Origin");
      var free = shed(port, "/free/x", "Origin: https://a.example");
      assertThat(free.fields("access-control-allow-origin")).isEmpty();
      assertThat(free.fields("vary")).isEmpty();
      assertThat(free.fields("x-frame-options")).containsExactly("DENY");
      var health = RawHttpClient.get(port, "/health", "Origin: https://a.example");
      assertThat(health.status()).isEqualTo(200);
      everywhere(health);
      assertThat(Scrape.of(port).value("servex_responses_by_status_total{code=\"503\"}"))
          .isEqualTo(4);
      await()
          .untilAsserted(() ->
              assertThat(gateway.log()).contains("\"shed-1\"", "\"shed-2\"", "\"overloaded\""));
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }
}
