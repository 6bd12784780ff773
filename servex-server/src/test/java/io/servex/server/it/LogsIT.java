package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogsIT {
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("logs/servex.log");
  }

  private Servex.Running start(int workers, String logging, String rules) throws Exception {
    return Servex.fromYaml(
            """
            server:
              http: "127.0.0.1:0"
              workers: %d
              enable_health_endpoint: true
            logging:
              file: %s
            %sproxy:
              enabled: true
              rules:
            %s
            """
                .formatted(workers, file(), logging, rules))
        .start();
  }

  private List<JsonNode> lines() throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(file())) {
      var read = JSON.readTree(line);
      assertThat(read.get("level").asString()).isIn("debug", "info", "warn", "error");
      lines.add(read);
    }
    return lines;
  }

  private List<JsonNode> lines(String message, int count) {
    var found = new ArrayList<JsonNode>();
    await()
        .untilAsserted(() -> {
          found.clear();
          for (var line : lines()) {
            if (line.get("msg").asString().equals(message)) {
              found.add(line);
            }
          }
          assertThat(found).hasSize(count);
        });
    return found;
  }

  /** R49, R55. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writesTheLineOfAForwardedRequestWithItsFieldsAndTypes(int workers) throws Exception {
    try (var origin = OriginServer.answering("hello");
        var gateway =
            start(
                workers,
                "",
                Yaml.rule(
                    "api-backend",
                    "/api/",
                    "strip_prefix: /api\n      load_balancing: weighted_round_robin",
                    origin.url()))) {
      var response =
          RawHttpClient.get(
              gateway.port(), "/api/users?q=1", "User-Agent: MyApp/1.0", "X-Request-ID: abc-1");
      assertThat(response.status()).isEqualTo(200);
      var line = lines("proxy request", 1).getFirst();

      assertThat(line.propertyNames().stream().toList())
          .startsWith(
              "time",
              "level",
              "msg",
              "component",
              "rule",
              "backend",
              "method",
              "path",
              "status_code",
              "duration_ms",
              "backend_connections",
              "backend_healthy",
              "load_balancing");
      assertThat(line.get("level").asString()).isEqualTo("info");
      assertThat(line.get("component").asString()).isEqualTo("proxy");
      assertThat(line.get("rule").asString()).isEqualTo("api-backend");
      assertThat(line.get("backend").asString()).isEqualTo(origin.url());
      assertThat(line.get("method").asString()).isEqualTo("GET");
      assertThat(line.get("path").asString()).isEqualTo("/users");
      assertThat(line.get("request_path").asString()).isEqualTo("/api/users");
      assertThat(line.get("status_code").isInt()).isTrue();
      assertThat(line.get("status_code").asInt()).isEqualTo(200);
      assertThat(line.get("duration_ms").isIntegralNumber()).isTrue();
      assertThat(line.get("backend_connections").asInt()).isEqualTo(1);
      assertThat(line.get("backend_healthy").isBoolean()).isTrue();
      assertThat(line.get("backend_healthy").asBoolean()).isTrue();
      assertThat(line.get("load_balancing").asString()).isEqualTo("weighted_round_robin");
      assertThat(line.get("client_ip").asString()).isEqualTo("127.0.0.1");
      assertThat(line.get("user_agent").asString()).isEqualTo("MyApp/1.0");
      assertThat(line.get("request_id").asString()).isEqualTo("abc-1");
      assertThat(line.get("bytes_out").asInt()).isEqualTo(5);
      assertThat(line.has("error")).isFalse();
    }
  }

  /** R50, D35, D60, D62. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void logsEachStatusAtItsLevel(int workers) throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                (!request.startsWith("GET /late") || in.read() > 0)
                    && OriginServer.write(
                        out,
                        "HTTP/1.1 "
                            + request.substring(5, 8)
                            + " x\r\nContent-Length: 0\r\n\r\n"));
        var gateway =
            start(
                workers,
                "",
                Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1")
                    + Yaml.rule("late", "/late", "timeout: 200ms", origin.url())
                    + Yaml.rule("all", "/", "", origin.url()))) {
      for (var path : List.of("/200", "/301", "/404", "/500", "/dead", "/late", "/health")) {
        RawHttpClient.get(gateway.port(), path);
      }
      var access = lines("http", 7);
      var proxied = lines("proxy request", 6);

      assertThat(levels(access, "status"))
          .containsExactlyInAnyOrder(
              "200 info",
              "301 info",
              "404 warn",
              "500 error",
              "502 error",
              "504 error",
              "200 info");
      assertThat(levels(proxied, "status_code"))
          .containsExactlyInAnyOrder(
              "200 info", "301 info", "404 warn", "500 error", "502 error", "504 error");
      assertThat(proxied)
          .anySatisfy(line -> {
            assertThat(line.path("error").asString()).isEqualTo("connect");
            assertThat(line.get("backend").asString()).isEqualTo("http://127.0.0.1:1");
          });
    }
  }

  private static List<String> levels(List<JsonNode> lines, String status) {
    return lines.stream()
        .map(line -> line.get(status).asInt() + " " + line.get("level").asString())
        .toList();
  }

  /** R52. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void countsTheRequestsThatABackendHasInFlight(int workers) throws Exception {
    var go = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                go.await(10, TimeUnit.SECONDS) && OriginServer.write(out, OriginServer.ok("x")));
        var gateway = start(workers, "", Yaml.rule("all", "/", "", origin.url()))) {
      var clients = new ArrayList<RawHttpClient>();
      for (var i = 0; i < 12; i++) {
        var client = new RawHttpClient(gateway.port());
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        clients.add(client);
      }
      await().until(() -> origin.requests().size() == 12);
      go.countDown();
      for (var client : clients) {
        assertThat(client.response().status()).isEqualTo(200);
        client.close();
      }
      RawHttpClient.get(gateway.port(), "/alone");
      var lines = lines("proxy request", 13);

      assertThat(lines.stream().map(line -> line.get("backend_connections").asInt()))
          .contains(12)
          .allMatch(count -> count >= 1 && count <= 12);
      assertThat(lines)
          .filteredOn(line -> line.get("path").asString().equals("/alone"))
          .allMatch(line -> line.get("backend_connections").asInt() == 1)
          .hasSize(1);
    }
  }

  /** R50, R51, R53. */
  @Test
  void measuresWholeMillisecondsAndTellsEjectedBackends() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              TimeUnit.MILLISECONDS.sleep(120);
              return OriginServer.write(out, OriginServer.ok("x"));
            });
        var gateway =
            start(
                1,
                "",
                Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1")
                    + Yaml.rule("slow", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/");
      for (var i = 0; i < 4; i++) {
        RawHttpClient.get(gateway.port(), "/dead");
      }
      var lines = lines("proxy request", 5);

      assertThat(lines.getFirst().get("duration_ms").asInt()).isBetween(120, 4000);
      assertThat(lines.get(1).get("backend_healthy").asBoolean()).isTrue();
      assertThat(lines.get(3).get("backend_healthy").asBoolean()).isFalse();
      assertThat(lines.get(4).get("backend").asString()).isEqualTo("no backend");
      assertThat(lines.get(4).get("error").asString()).isEqualTo("no_healthy");
      assertThat(lines.get(4).get("status_code").asInt()).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        /** R54. */
        "round_robin",
        "weighted_round_robin",
        "least_connections",
        "random",
        "weighted_random",
        "ip_hash"
      })
  void namesTheStrategy(String strategy) throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            start(1, "", Yaml.rule("a", "/", "load_balancing: " + strategy, origin.url()))) {
      RawHttpClient.get(gateway.port(), "/");

      assertThat(lines("proxy request", 1).getFirst().get("load_balancing").asString())
          .isEqualTo(strategy);
    }
  }

  /** R65, D64. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writesOnlyTheFieldsThatAreAskedFor(int workers) throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            start(
                workers,
                "  log_fields: [method, url, status, duration]\n",
                Yaml.rule("a", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/a?b=c");
      var line = lines("http", 1).getFirst();

      assertThat(Set.copyOf(line.propertyNames()))
          .isEqualTo(Set.of("time", "level", "msg", "method", "url", "status", "duration_ms"));
      assertThat(line.get("url").asString()).isEqualTo("/a?b=c");
    }
  }

  @Test
  void refusesUnknownFields() {
    assertThatThrownBy(
            () -> Servex.fromYaml("server: {http: ':1'}\nlogging: {log_fields: [method, colour]}"))
        .hasMessageContaining("logging.log_fields[1]: colour (expected: one of method, url, ");
  }

  /** D63: also of what is refused before there is an exchange. */
  @Test
  void saysWhatCameThatIsNoAcceptableRequest() throws Exception {
    try (var gateway = start(1, "", Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1"));
        var client = new RawHttpClient(gateway.port())) {
      client.send("TRACE /a?b HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(405);

      var line = lines("http", 1).getFirst();
      assertThat(line.get("method").asString()).isEqualTo("TRACE");
      assertThat(line.get("url").asString()).isEqualTo("/a?b");
      assertThat(line.get("status").asInt()).isEqualTo(405);
    }
  }

  /** D61. */
  @Test
  void leavesOutClientErrorsWhenToldTo() throws Exception {
    try (var gateway =
        start(
            1,
            "  no_log_client_errors: true\n",
            Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1"))) {
      RawHttpClient.get(gateway.port(), "/nowhere");
      RawHttpClient.get(gateway.port(), "/dead");

      assertThat(lines("http", 1).getFirst().get("status").asInt()).isEqualTo(502);
    }
  }

  @Test
  void writesNeitherLineWhenSwitchedOff() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            start(1, "  disable_request_logging: true\n", Yaml.rule("a", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/");
    }

    assertThat(Files.readString(file())).isEmpty();
  }

  @Test
  void writesOnlyFromTheConfiguredLevelOn() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = start(1, "  level: warn\n", Yaml.rule("a", "/a", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/a");
      RawHttpClient.get(gateway.port(), "/nowhere");

      assertThat(lines("http", 1).getFirst().get("status").asInt()).isEqualTo(404);
    }
  }

  /** D66. */
  @Test
  void takesOnlyAcceptableRequestIds() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(1, "", Yaml.rule("a", "/", "", origin.url()))) {
      var long_ = RawHttpClient.get(gateway.port(), "/", "X-Request-ID: " + "a".repeat(4096));
      var odd = RawHttpClient.get(gateway.port(), "/", "X-Request-ID: a b\"c");
      var good = RawHttpClient.get(gateway.port(), "/", "X-Request-ID: Good_1.x-9");
      var lines = lines("http", 3);

      assertThat(long_.field("X-Request-ID")).matches("\\d{13}-[0-9a-f]{8}");
      assertThat(odd.field("X-Request-ID")).matches("\\d{13}-[0-9a-f]{8}");
      assertThat(good.field("X-Request-ID")).isEqualTo("Good_1.x-9");
      assertThat(good.body()).contains("X-Request-ID: Good_1.x-9\r\n");
      assertThat(lines.get(2).get("request_id").asString()).isEqualTo("Good_1.x-9");
    }
  }

  @Test
  void neverLetsAClientWriteALineOfItsOwn() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = start(1, "", Yaml.rule("a", "/", "", origin.url()))) {
      RawHttpClient.get(
          gateway.port(), "/%22level%22", "User-Agent: \",\"level\":\"error\\u000a\u0085\u00ff\"}");
      var line = lines("http", 1).getFirst();

      assertThat(line.get("level").asString()).isEqualTo("info");
      assertThat(line.get("user_agent").asString())
          .isEqualTo("\",\"level\":\"error\\u000a\u0085\u00ff\"}");
    }
  }

  @Test
  void writesTextForPeople() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = start(1, "  format: text\n", Yaml.rule("a", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/x", "User-Agent: a b");
      await()
          .untilAsserted(() ->
              assertThat(Files.readAllLines(file()))
                  .anySatisfy(line ->
                      assertThat(line)
                          .matches(
                              "[-0-9T:.]+Z INFO  proxy request component=proxy rule=a backend="
                                  + origin.url()
                                  + " method=GET path=/x status_code=200 .*")
                          .contains(" user_agent=\"a b\" ")));
    }
  }

  @Test
  void goesOnInANewFileAfterTheOldOneWasMoved() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = start(1, "", Yaml.rule("a", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/first");
      lines("http", 1);
      Files.move(file(), folder.resolve("old.log"));
      gateway.reopenLog();
      RawHttpClient.get(gateway.port(), "/second");

      assertThat(lines("http", 1).getFirst().get("url").asString()).isEqualTo("/second");
      assertThat(Files.readString(folder.resolve("old.log"))).doesNotContain("/second");
    }
  }

  /** What plugins log goes where everything else does. */
  @Test
  void leadsWhatIsLoggedThroughTheJdkToTheOtherEvents() {
    var name = "io.servex.plugin.acme.sticky";
    var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(name);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.addAppender(events);
    logger.setAdditive(false);
    try {
      System.getLogger(name).log(System.Logger.Level.WARNING, "odd {0} of {1}", "cookie", 7);
      System.getLogger(name).log(System.Logger.Level.DEBUG, "not shown");
      System.getLogger(name).log(System.Logger.Level.ERROR, "broken", new IOException("why"));
    } finally {
      logger.detachAppender(events);
      logger.setAdditive(true);
    }

    assertThat(events.list)
        .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
        .containsExactly("WARN odd cookie of 7", "ERROR broken");
    assertThat(events.list.getLast().getThrowableProxy().getMessage()).isEqualTo("why");
  }

  @Test
  void keepsEverythingWhenAReloadNamesAFileThatCannotBeWritten() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway = start(1, "", Yaml.rule("a", "/", "", one.url()))) {
      Files.writeString(folder.resolve("file"), "");
      var next =
          "server: {http: '127.0.0.1:0', workers: 1}\nlogging: {file: %s}\n"
              + "proxy:\n  enabled: true\n  rules:\n";
      var refused =
          Servex.fromYaml(
              next.formatted(folder.resolve("file/log")) + Yaml.rule("a", "/", "", two.url()));

      assertThatThrownBy(() -> gateway.reload(refused)).hasMessageContaining("logging.file: ");
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("one");
      lines("http", 1);

      var moved = folder.resolve("moved.log");
      gateway.reload(Servex.fromYaml(next.formatted(moved) + Yaml.rule("a", "/", "", two.url())));
      assertThat(RawHttpClient.get(gateway.port(), "/second").body()).isEqualTo("two");
      await().until(() -> Files.readString(moved).contains("\"/second\""));
      assertThat(Files.readString(file())).doesNotContain("/second");
    }
  }
}
