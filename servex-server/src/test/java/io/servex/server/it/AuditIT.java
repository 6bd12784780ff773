package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What is refused is written down, with all that belongs to it: D67, D82. */
class AuditIT {
  private static final JsonMapper JSON = new JsonMapper();

  private static OriginServer backend;
  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    backend = OriginServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private Path file() {
    return folder.resolve("audit.log");
  }

  private Servex.Running with(String more, String sections) throws StartException {
    return Yaml.startWithPlugins(
        "audit: {enabled: true, file: \"" + file() + "\"" + more + "}\n" + sections,
        Yaml.rule("all", "/", "", backend.url()));
  }

  /** The lines, once there are so many. */
  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> events(int count) {
    await().untilAsserted(() -> assertThat(Files.readAllLines(file())).hasSize(count));
    try {
      return Files.readAllLines(file()).stream()
          .map(line -> (Map<String, Object>) JSON.readValue(line, Map.class))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saysWhoAskedForWhatAndWhyItWasRefused() throws Exception {
    try (var gateway = with("", "filter: {blocked_user_agents: [bot]}\n")) {
      var refused =
          RawHttpClient.get(
              gateway.port(),
              "/x%20y?a=1&token=abc&b=2",
              "User-Agent: Bot/1",
              "X-Real-IP: 9.9.9.9");

      var event = events(1).getFirst();
      assertThat(event)
          .containsEntry("msg", "SECURITY_AUDIT")
          .containsEntry("level", "error")
          .containsEntry("audit_event_type", "filter.useragent.blocked")
          .containsEntry("audit_severity", "high")
          .containsEntry("client_ip", "127.0.0.1")
          .containsEntry("method", "GET")
          .containsEntry("path", "/x%20y")
          .containsEntry("query", "a=1&token=***&b=2")
          .containsEntry("message", "request blocked by filter")
          .containsEntry("request_id", refused.field("x-request-id"))
          .containsEntry("user_agent", "Bot/1")
          .containsEntry("status_code", 403)
          .containsEntry("blocked_rule", "blocked user agent: bot")
          .containsEntry("filter_type", "User-Agent")
          .containsEntry("filter_value", "Bot/1")
          .containsKeys("audit_timestamp", "response_time_ms", "time");
      assertThat(event.get("audit_event_id")).asString().matches("[0-9a-f]{16}");
    }
  }

  /** Others see neither the first file nor the one after a rotation. */
  @Test
  void itsOwnerAloneCanReadTheFile() throws Exception {
    try (var gateway = with("", "filter: {blocked_user_agents: [bot]}\n")) {
      RawHttpClient.get(gateway.port(), "/", "User-Agent: bot");
      assertThat(events(1)).hasSize(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");

      Files.move(file(), folder.resolve("audit.log.1"));
      gateway.reopenLog();
      RawHttpClient.get(gateway.port(), "/", "User-Agent: bot");
      assertThat(events(1)).hasSize(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void reportsEachKindOfRefusal() throws Exception {
    try (var gateway =
            with(
                "",
                """
                filter:
                  blocked_ips: [6.6.6.6]
                  blocked_headers: {X-Bad: [secret-value]}
                  blocked_query_params: {debug: ["1"]}
                  trusted_proxies: [127.0.0.1]
                rate_limit: {enabled: true, requests_per_interval: 1, interval: 1h}
                """);
        var client = new RawHttpClient(gateway.port())) {
      RawHttpClient.get(gateway.port(), "/", "X-Forwarded-For: 6.6.6.6");
      RawHttpClient.get(gateway.port(), "/", "X-Bad: secret-value");
      RawHttpClient.get(gateway.port(), "/?debug=1");
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(429);
      client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(400);

      assertThat(events(5))
          .extracting(event -> event.get("audit_event_type"))
          .containsExactly(
              "filter.ip.blocked",
              "filter.header.blocked",
              "filter.query.blocked",
              "ratelimit.exceeded",
              "security.violation");
      assertThat(Files.readString(file())).doesNotContain("secret-value");
    }
  }

  @Test
  void saysWhatCameThatIsNoAcceptableRequest() throws Exception {
    try (var gateway = with("", "")) {
      for (var bytes :
          new String[] {
            "GET /a/..;/b?token=secret HTTP/1.1\r\nHost: h\r\n\r\n", "\u0016\u0003\u0001\r\n\r\n"
          }) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(bytes);
          assertThat(client.response().status()).isEqualTo(400);
        }
      }

      var events = events(2);
      assertThat(events.getFirst())
          .containsEntry("audit_event_type", "request.suspicious.path")
          .containsEntry("method", "GET")
          .containsEntry("path", "/a/..;/b");
      assertThat(events.getLast()).doesNotContainKeys("method", "path");
      assertThat(Files.readString(file())).doesNotContain("secret");
    }
  }

  @Test
  void writesFieldsToWhoeverWantsThem() throws Exception {
    try (var gateway = with(", include_headers: true", "filter: {blocked_ips: [127.0.0.1]}\n")) {
      RawHttpClient.get(
          gateway.port(),
          "/",
          "Authorization: Bearer abc",
          "Cookie: session=abc",
          "X-API-Key: abc",
          "X-Auth-Token: abc",
          "X-Long: " + "l".repeat(2000),
          "X-Trick: \",\"level\":\"none");

      var event = events(1).getFirst();
      assertThat(event)
          .containsEntry("header_x-trick", "\",\"level\":\"none")
          .containsEntry("header_x-long", "l".repeat(1024))
          .containsEntry("level", "error")
          .doesNotContainValue("abc")
          .doesNotContainKeys("header_authorization", "header_cookie", "header_x-api-key");
    }
  }

  @Test
  void reportsTokensThatAreWrongAndFiltersInShadow() throws Exception {
    try (var gateway =
        Servex.fromYaml(
                """
                server: {http: "127.0.0.1:0", workers: 1, auth_token: right-token-0123456789}
                plugins: {directory: "%s"}
                logging: {disable_request_logging: true}
                audit: {enabled: true, file: "%s"}
                filter: {mode: shadow, blocked_ips: [127.0.0.1]}
                proxy:
                  enabled: true
                  rules:
                %s\
                """
                    .formatted(Yaml.INSTALLED, file(), Yaml.rule("all", "/", "", backend.url())))
            .start()) {
      RawHttpClient.get(gateway.port(), "/");
      RawHttpClient.get(gateway.port(), "/", "Authorization: Bearer wrong");

      assertThat(events(4))
          .extracting(event -> event.get("audit_event_type") + " " + event.get("mode"))
          .containsExactly(
              "filter.ip.blocked shadow",
              "auth.unauthorized null",
              "filter.ip.blocked shadow",
              "auth.token.invalid null");
    }
  }

  @Test
  void reportsBodiesThatAreTooLong() throws Exception {
    try (var gateway =
            Servex.fromYaml(
                    """
                    server: {http: "127.0.0.1:0", workers: 1, max_request_body_size: 10}
                    logging: {disable_request_logging: true}
                    audit: {enabled: true, file: "%s"}
                    proxy:
                      enabled: true
                      rules:
                    %s\
                    """
                        .formatted(file(), Yaml.rule("all", "/", "", backend.url())))
                .start();
        var known = new RawHttpClient(gateway.port());
        var chunked = new RawHttpClient(gateway.port())) {
      var post = "POST /x HTTP/1.1\r\nHost: h\r\n";
      known.send(post + "Content-Length: 11\r\n\r\n");
      assertThat(known.response().status()).isEqualTo(413);
      chunked.send(post + "Transfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n");
      assertThat(chunked.response().status()).isEqualTo(413);

      assertThat(events(2))
          .allSatisfy(event ->
              assertThat(event)
                  .containsEntry("audit_event_type", "request.too.large")
                  .containsEntry("status_code", 413));
    }
  }

  @Test
  void writesNothingUnlessItIsWanted() throws Exception {
    try (var gateway =
        Yaml.startWithPlugins(
            "audit: {file: \"" + file() + "\"}\nfilter: {blocked_ips: [127.0.0.1]}\n",
            Yaml.rule("all", "/", "", backend.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(403);
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void goesOnInANewFileAfterSomebodyMovedTheOldOneAway() throws Exception {
    try (var gateway = with("", "filter: {blocked_ips: [127.0.0.1]}\n")) {
      RawHttpClient.get(gateway.port(), "/one");
      events(1);
      Files.move(file(), folder.resolve("old"));
      gateway.reopenLog();
      RawHttpClient.get(gateway.port(), "/two");

      assertThat(events(1).getFirst()).containsEntry("path", "/two");
    }
  }

  @Test
  void refusesAFileThatCannotBeWritten() {
    assertThatThrownBy(() ->
            Yaml.startWithPlugins(
                "audit: {enabled: true, file: \"" + folder + "\"}\n",
                Yaml.rule("all", "/", "", backend.url())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("audit.file: ")
        .hasMessageContaining("(expected: a file that can be written)");
  }
}
