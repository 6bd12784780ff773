package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.api.filter.Response;
import io.servex.server.Servex;
import io.servex.server.ServexBuilder;
import io.servex.server.embed.Backend;
import io.servex.server.embed.LoggingConfig;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.ProxyRule;
import io.servex.server.embed.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R72: endpoints of one's own beside the proxy, in Java. */
class CustomEndpointsIT {
  @TempDir private Path folder;

  private ServexBuilder gateway(int workers, String backend) {
    return Servex.builder()
        .http("127.0.0.1:0")
        .server(ServerConfig.builder().workers(workers).build())
        .logging(LoggingConfig.builder().file(folder.resolve("requests.log")).build())
        .proxy(
            ProxyConfig.builder()
                .globalTimeout(Duration.ofSeconds(5))
                .rules(
                    ProxyRule.builder()
                        .name("all")
                        .pathPrefix("/")
                        .backends(Backend.of(backend))
                        .build())
                .build());
  }

  private static Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("proxy_enabled", true);
    status.put("rules_count", 3);
    status.put("names", List.of("a\"b", "ü"));
    return status;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersBesideARuleThatTakesEverything(int workers) throws Exception {
    try (var origin = OriginServer.answering("backend");
        var gateway =
            gateway(workers, origin.url())
                .get("/my-status", exchange -> exchange.json(status()))
                .start();
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET /my-status?x=1 HTTP/1.1\r\nHost: h\r\nX-Request-ID: mine\r\n\r\n");
      var answer = client.response();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
      assertThat(answer.field("X-Request-ID")).isEqualTo("mine");
      assertThat(
              new String(
                  answer.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
          .isEqualTo("{\"proxy_enabled\":true,\"rules_count\":3,\"names\":[\"a\\\"b\",\"ü\"]}");

      client.send("HEAD /my-status HTTP/1.1\r\nHost: h\r\n\r\n");
      var head = client.response(true);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.field("Content-Length")).isEqualTo(answer.field("Content-Length"));

      client.send("DELETE /my-status HTTP/1.1\r\nHost: h\r\n\r\n");
      var refused = client.response();
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.field("Allow")).isEqualTo("GET, HEAD");

      client.send("GET /my-status/more HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.response().body()).isEqualTo("backend");
      await()
          .untilAsserted(() ->
              assertThat(Files.readString(folder.resolve("requests.log")))
                  .contains("\"url\":\"/my-status?x=1\"", "\"status\":405"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readsBodiesOfAnyFraming(int workers) throws Exception {
    try (var gateway =
            gateway(workers, "http://127.0.0.1:1")
                .post(
                    "/echo",
                    exchange -> {
                      exchange.header("X-Name", String.valueOf(exchange.query("name")));
                      exchange.text(201, exchange.bodyText());
                    })
                .put("/echo", exchange -> {})
                .start();
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST /echo?name=a%20b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe");
      client.send("llo");
      var answer = client.response();
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.head()).startsWith("HTTP/1.1 201 Created\r\n");
      assertThat(answer.field("X-Name")).isEqualTo("a b");
      assertThat(answer.body()).isEqualTo("hello");

      client.send(
          "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      client.send("2\r\nde\r\n0\r\n\r\n");
      assertThat(client.response().body()).isEqualTo("abcde");

      client.send("PUT /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.response().status()).isEqualTo(204);

      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n");
      var refused = client.response();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).isEqualTo("{\"message\":\"Request body too large\"}");
    }
  }

  @Test
  void cutsABodyInChunksAtItsLimit() throws Exception {
    try (var gateway =
            gateway(1, "http://127.0.0.1:1")
                .post("/echo", exchange -> exchange.text("read"))
                .start();
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      var chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      for (var i = 0; i < 17; i++) {
        client.send(chunk);
      }

      assertThat(client.response().status()).isEqualTo(413);
    }
  }

  /** A handler that blocks holds up nobody on the same event loop, and answers stay in order. */
  @Test
  void mayBlock() throws Exception {
    var release = new CountDownLatch(1);
    try (var origin = OriginServer.answering("backend");
        var gateway =
            gateway(1, origin.url())
                .get(
                    "/slow",
                    exchange -> {
                      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                      exchange.text("slow");
                    })
                .start();
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /behind HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(RawHttpClient.get(gateway.port(), "/other").body()).isEqualTo("backend");
      release.countDown();

      assertThat(client.response().body()).isEqualTo("slow");
      assertThat(client.response().body()).isEqualTo("backend");
    }
  }

  @Test
  void answers500WhenAHandlerFails() throws Exception {
    try (var gateway =
            gateway(1, "http://127.0.0.1:1")
                .get(
                    "/throws",
                    exchange -> {
                      throw new java.io.IOException("private reason");
                    })
                .get(
                    "/splits",
                    exchange -> {
                      exchange.header("X-A", "a\r\nX-B: b");
                      exchange.text("x");
                    })
                .get("/no-json", exchange -> exchange.json(new Object() {}.getClass()))
                .get("/respond", exchange -> exchange.respond(Response.error(418, "tea")))
                .start();
        var client = new RawHttpClient(gateway.port())) {
      for (var path : List.of("/throws", "/splits")) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        var answer = client.response();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.head() + answer.body()).doesNotContain("private reason", "X-B");
      }
      client.send("GET /respond HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(418);
    }
  }

  @Test
  void answers504WhenAHandlerTakesTooLong() throws Exception {
    var release = new CountDownLatch(1);
    try (var gateway =
            gateway(1, "http://127.0.0.1:1")
                .proxy(ProxyConfig.builder().globalTimeout(Duration.ofMillis(300)).build())
                .get(
                    "/slow",
                    exchange -> {
                      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                      exchange.text("late");
                    })
                .start();
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(client.response().status()).isEqualTo(504);
      release.countDown();
    }
  }

  /** The gateway's token guards them like everything else. */
  @Test
  void standBehindTheToken() throws Exception {
    try (var gateway =
        gateway(1, "http://127.0.0.1:1")
            .authToken("t0ken")
            .get("/mine", exchange -> exchange.text("mine"))
            .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/mine").status()).isEqualTo(401);
      assertThat(RawHttpClient.get(gateway.port(), "/mine", "Authorization: Bearer t0ken").body())
          .isEqualTo("mine");
    }
  }

  @Test
  void comeAndGoWithAReload() throws Exception {
    try (var origin = OriginServer.answering("backend");
        var gateway =
            gateway(1, origin.url()).get("/a", exchange -> exchange.text("first")).start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/a").body()).isEqualTo("first");
      gateway.reload(
          gateway(1, origin.url()).get("/b", exchange -> exchange.text("second")).build());

      assertThat(RawHttpClient.get(gateway.port(), "/a").body()).isEqualTo("backend");
      assertThat(RawHttpClient.get(gateway.port(), "/b").body()).isEqualTo("second");
    }
  }

  @Test
  void areRefusedWhereSomethingElseAnswers() {
    assertThatThrownBy(() ->
            gateway(1, "http://127.0.0.1:1")
                .healthEndpoint()
                .get("/health", exchange -> exchange.text("x"))
                .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "builder  server.health_path: /health (expected: another path than that of an endpoint"
                + " in code)\n1 problem; nothing was started.");
    assertThatThrownBy(() -> Servex.builder().get("/a", exchange -> {}).get("/a", exchange -> {}))
        .hasMessage("GET /a: has a handler (expected: one for each method of a path)");
    assertThatThrownBy(() -> Servex.builder().get("/a/../b", exchange -> {}))
        .hasMessageContaining("(expected: a path that begins with /");
  }
}
