package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters out of a jar, each thing that they can do, on real requests. */
@ExtendWith(BufferAccounting.class)
class FiltersIT {
  @TempDir static Path work;
  private static Path plugins;

  @BeforeAll
  static void buildJar() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    ActingFilters.build(work, plugins.resolve("act.jar"));
  }

  private static Servex gateway(String server, String filters, String rules) {
    return Servex.fromYaml(
        """
        server:
          http: "127.0.0.1:0"
          workers: 1
          enable_health_endpoint: true
          enable_default_metrics: true
        %splugins:
          directory: "%s"
        filters: [%s]
        logging:
          disable_request_logging: true
        proxy:
          enabled: true
          rules:
        %s
        """
            .formatted(server, plugins, filters, rules));
  }

  private static Servex.Running all(String filters, OriginServer backend) throws StartException {
    return gateway("", filters, Yaml.rule("all", "/", "", backend.url())).start();
  }

  private static RawHttpClient.Response send(Servex.Running gateway, String request)
      throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(request);
      return client.response();
    }
  }

  @Test
  void answersInTheBackendsPlace() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: refuse, name: because}", backend)) {
      var response = RawHttpClient.get(gateway.port(), "/");

      assertThat(response.status()).isEqualTo(403);
      assertThat(response.body()).isEqualTo("{\"message\":\"no \\\"entry\\\"\"}");
      assertThat(response.field("x-why")).isEqualTo("because");
      assertThat(response.field("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(response.field("x-request-id")).isNotEmpty();
      assertThat(backend.requests()).isEmpty();
    }
  }

  @Test
  void goesThroughFiltersInTheOrderOfPhasesAndBackwardsWithTheAnswer() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            all(
                "{type: acme.change, response: mark, name: inner},"
                    + " {type: acme.access, response: mark, name: outer}",
                backend)) {
      var response = RawHttpClient.get(gateway.port(), "/");

      assertThat(response.head()).containsSubsequence("X-Mark: inner", "X-Mark: outer");
      assertThat(response.field("x-origin")).isEqualTo("backend");
    }
  }

  @Test
  void showsAnswersOfTheGatewayToFiltersThatWereAsked() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            all(
                "{type: acme.access, response: mark, name: outer},"
                    + " {type: acme.change, request: refuse, response: mark, name: inner}",
                backend)) {
      var response = RawHttpClient.get(gateway.port(), "/");

      assertThat(response.status()).isEqualTo(403);
      assertThat(response.head()).containsSubsequence("X-Mark: inner", "X-Mark: outer");
      assertThat(response.field("x-origin")).isEqualTo("gateway");
    }
  }

  @Test
  void showsAnswersWithoutARuleAndOfDeadBackendsToFilters() throws Exception {
    try (var gateway =
        gateway(
                "",
                "{type: acme.access, response: mark}",
                Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1"))
            .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/none").head())
          .startsWith("HTTP/1.1 404")
          .contains("X-Mark: act");
      assertThat(RawHttpClient.get(gateway.port(), "/dead").head())
          .startsWith("HTTP/1.1 502")
          .contains("X-Mark: act");
    }
  }

  @Test
  void setsPreparedFieldsOnceWhoeverAnswers() throws Exception {
    var answer =
        "HTTP/1.1 200 OK\r\nx-prepared: b1\r\nVary: Accept\r\nX-PREPARED: b2\r\n"
            + "Content-Length: 2\r\n\r\nok";
    try (var backend = OriginServer.raw(answer);
        var gateway =
            gateway(
                    "",
                    "{type: acme.access, response: prepared, name: ours}",
                    Yaml.rule("up", "/up", "", backend.url())
                        + Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1"))
                .start()) {
      for (var path : List.of("/up", "/dead", "/none", "/up")) {
        var head = RawHttpClient.get(gateway.port(), path).head();

        assertThat(head).containsOnlyOnce("X-Prepared: ours").contains("Vary: Cookie");
        assertThat(head).doesNotContain("x-prepared", "X-PREPARED");
        assertThat(head.contains("Vary: Accept")).isEqualTo(path.equals("/up"));
      }
    }
  }

  @Test
  void refusesToPrepareWhatCannotBeSent() throws Exception {
    try (var backend = OriginServer.echo()) {
      assertThatThrownBy(
              () -> all("{type: acme.access, name: \"a\\r\\nSet-Cookie: b\"}", backend).close())
          .isInstanceOf(StartException.class)
          .hasMessageContaining("X-Prepared: its value has a byte that cannot be sent");
    }
  }

  @Test
  void filtersARuleAlone() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            gateway(
                    "",
                    "",
                    Yaml.rule(
                            "guarded",
                            "/guarded",
                            "filters: [{type: acme.access, request: refuse}]",
                            backend.url())
                        + Yaml.rule("open", "/", "", backend.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/guarded").status()).isEqualTo(403);
      assertThat(RawHttpClient.get(gateway.port(), "/other").status()).isEqualTo(200);
    }
  }

  @Test
  void answersByTheLastPhaseOnlyWhatNoRuleTakes() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            gateway(
                    "",
                    "{type: acme.last, request: refuse}",
                    Yaml.rule("api", "/api", "", backend.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/api").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/else").status()).isEqualTo(403);
    }
  }

  @Test
  void leavesHealthToEverybody() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: refuse}", backend)) {
      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request: throw",
        "request: 'null'",
        "request: bad-answer",
        "request: fail-later",
        "request: set-host",
        "response: throw",
        "response: bad",
        "response: break"
      })
  void failsClosedAndIsCounted(String what) throws Exception {
    try (var backend = OriginServer.answering("secret");
        var gateway =
            all(
                "{type: acme.access, response: mark}, {type: acme.change, " + what + "}",
                backend)) {
      for (var i = 0; i < 3; i++) {
        var response = RawHttpClient.get(gateway.port(), "/");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        assertThat(response.head()).contains("X-Mark: act");
      }
      assertThat(backend.requests()).hasSize(what.startsWith("response") ? 3 : 0);
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
          .contains("servex_filter_failures_total{filter=\"acme.change\"} 3");
    }
  }

  @Test
  void waitsForADecision() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: later}", backend)) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send(
            "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /y HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.response().body()).startsWith("POST /x");
        assertThat(client.response().body()).startsWith("GET /y");
      }
      assertThat(backend.requests().getFirst()).startsWith("POST /x").endsWith("hello");
    }
  }

  @Test
  void answersLater() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: refuse-later}", backend)) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(418);
      assertThat(backend.requests()).isEmpty();
    }
  }

  @Test
  void doesNotWaitForEver() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            gateway(
                    "",
                    "{type: acme.access, request: never}",
                    Yaml.rule("all", "/", "timeout: 200ms", backend.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(500);
      assertThat(backend.requests()).isEmpty();
    }
  }

  @Test
  void forgetsAClientThatLeavesWhileAFilterDecides() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: later}", backend)) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      }
      Thread.sleep(150);
      assertThat(backend.requests()).isEmpty();
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
    }
  }

  @Test
  void readsBodies() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: body}", backend)) {
      var post = "POST / HTTP/1.1\r\nHost: h\r\n";
      assertThat(send(gateway, post + "Content-Length: 5\r\n\r\nhello").body()).isEqualTo("5");
      assertThat(send(gateway, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").body()).isEqualTo("0");
      assertThat(
              send(
                      gateway,
                      post
                          + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n")
                  .body())
          .isEqualTo("10");
      assertThat(send(gateway, post + "Content-Length: 1001\r\n\r\n").status()).isEqualTo(413);
      assertThat(
              send(
                      gateway,
                      post
                          + "Transfer-Encoding: chunked\r\n\r\n7D0\r\n"
                          + "a".repeat(2000)
                          + "\r\n")
                  .status())
          .isEqualTo(413);
      try (var client = new RawHttpClient(gateway.port())) {
        client.send(post + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(100);
        client.send("hello");
        assertThat(client.response().body()).isEqualTo("5");
      }
    }
  }

  @Test
  void sendsABodyThatAFilterReadToTheBackend() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: see-body}", backend)) {
      var body = "x".repeat(90_000);
      var response =
          send(gateway, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 90000\r\n\r\n" + body);

      assertThat(response.status()).isEqualTo(200);
      assertThat(backend.requests().getFirst()).endsWith("\r\n\r\n" + body);
    }
  }

  @Test
  void sendsAllOfABodyWhoseBeginningAFilterRead() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: see-prefix}", backend)) {
      for (var length : new int[] {0, 5, 1000, 1001, 300_000}) {
        var body = "x".repeat(length);
        send(
            gateway, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + body);

        assertThat(backend.requests().getLast())
            .contains("X-Seen: " + (length < 1000 ? length : "enough"))
            .endsWith("\r\n\r\n" + body);
      }
    }
  }

  @Test
  void changesWhatTheBackendGets() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = all("{type: acme.access, request: set}", backend)) {
      var response =
          RawHttpClient.get(gateway.port(), "/", "Cookie: a=b", "X-User-Id: forged", "X-Extra: 1");

      assertThat(response.status()).isEqualTo(200);
      assertThat(backend.requests().getFirst())
          .contains("\r\nX-User-Id: u1\r\n")
          .contains("\r\nX-Extra: all 0\r\n")
          .doesNotContain("Cookie", "forged", "X-Extra: 1");
    }
  }

  @Test
  void keepsSomethingForTheAnswer() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            all(
                "{type: acme.access, request: keep, response: kept, name: a},"
                    + " {type: acme.access, request: keep, response: kept, name: b}",
                backend)) {
      assertThat(RawHttpClient.get(gateway.port(), "/p").head())
          .containsSubsequence("X-Kept: b/p", "X-Kept: a/p");
    }
  }

  @Test
  void replacesTheAnswerOfABackendAndKeepsTheConnection() throws Exception {
    try (var backend = OriginServer.answering("body");
        var gateway = all("{type: acme.change, response: not-modified}", backend)) {
      try (var client = new RawHttpClient(gateway.port())) {
        for (var i = 0; i < 3; i++) {
          client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
          var response = client.response();
          assertThat(response.status()).isEqualTo(304);
          assertThat(response.field("etag")).isEqualTo("\"1\"");
          assertThat(response.head().toLowerCase(Locale.ROOT)).doesNotContain("content-length");
        }
      }
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void transformsBodiesOfEveryFraming() throws Exception {
    var chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\nX-T: 1\r\n\r\n";
    try (var length = OriginServer.answering("abcdef");
        var chunks = OriginServer.raw(chunked);
        var long1 = OriginServer.answering("a".repeat(300_000));
        var gateway =
            gateway(
                    "",
                    "{type: acme.change, response: upper}",
                    Yaml.rule("length", "/length", "", length.url())
                        + Yaml.rule("chunks", "/chunks", "", chunks.url())
                        + Yaml.rule("long", "/long", "", long1.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/length").body()).isEqualTo("ABCDEF!");
      assertThat(RawHttpClient.get(gateway.port(), "/chunks").body()).isEqualTo("ABCDEF![X-T: 1]");
      assertThat(RawHttpClient.get(gateway.port(), "/long").body())
          .isEqualTo("A".repeat(300_000) + "!");
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("HEAD /length HTTP/1.1\r\nHost: h\r\n\r\n");
        var response = client.response(true);
        assertThat(response.head().toLowerCase(Locale.ROOT)).doesNotContain("content-length");
        client.send("GET /length HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.response().body()).isEqualTo("ABCDEF!");
      }
    }
  }

  @Test
  void refusesSettingsThatCannotWork() {
    var rule = Yaml.rule("all", "/", "", "http://127.0.0.1:1");
    assertThatThrownBy(() -> gateway("", "{type: acme.access, wrong: 1}", rule))
        .hasMessageContaining("filters[0].wrong: unknown key");
    assertThatThrownBy(() -> gateway("", "acme.acess", rule))
        .hasMessageContaining("acme.acess is not installed (did you mean acme.access?)");
    assertThatThrownBy(() -> gateway("", "{type: acme.access, request: nonsense}", rule).start())
        .hasMessage("yaml:8:11  filters[0]: acme.access: request: nonsense (expected: sense)");
  }

  @Test
  void asksForTheTokenWhatNoFilterRefusedBefore() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            gateway(
                    "  auth_token: secret-token-0123456789\n",
                    "{type: acme.access, response: mark}",
                    Yaml.rule("all", "/", "", backend.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/").head())
          .startsWith("HTTP/1.1 401")
          .contains("X-Mark: act");
      assertThat(
              RawHttpClient.get(
                      gateway.port(), "/", "Authorization: Bearer secret-token-0123456789")
                  .status())
          .isEqualTo(200);
    }
  }
}
