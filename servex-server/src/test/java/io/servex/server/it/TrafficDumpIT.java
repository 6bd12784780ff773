package io.servex.server.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entry says about one exchange. */
@ExtendWith(BufferAccounting.class)
class TrafficDumpIT {
  @TempDir private Path folder;

  private Servex.Running start(int workers, String rules, String... dump) throws Exception {
    return Yaml.start(workers, "", Dumps.yaml(folder.resolve("a/b"), dump), rules);
  }

  private Path directory() {
    return folder.resolve("a/b");
  }

  /** R22, R27, R29, R30, R31, R33, R34, D05. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsTheRequestAsItWasSentAndTheResponseAsItWasReceived(int workers) throws Exception {
    try (var origin =
            OriginServer.raw(
                "HTTP/1.1 200 Fine\r\nX-B: 1\r\nx-b: 2\r\nContent-Length: 5\r\n\r\nhello");
        var gateway =
            start(
                workers,
                Yaml.rule("api", "/api/", "strip_prefix: /api", origin.url() + "/base?k=v"),
                "include_body: true");
        var client = new RawHttpClient(gateway.port())) {
      var before = Instant.now();
      var sent =
          "POST /api/users?a=%20b HTTP/1.1\r\nUser-Agent: MyApp/1.0\r\nhost: API.Example.com:81\r\n"
              + "x-multi: 1\r\nX-Multi: 2\r\nContent-Length: 4\r\n\r\nbody";
      client.send(sent);
      var response = client.response();

      var entry = Dumps.only(directory());

      assertThat(entry.get("raw_request").asString()).isEqualTo(sent);
      assertThat(entry.get("raw_response").asString())
          .isEqualTo(response.head() + response.body())
          .startsWith("HTTP/1.1 200 Fine\r\n");
      assertThat(entry.get("request_headers").toString())
          .isEqualTo(
              "{\"User-Agent\":[\"MyApp/1.0\"],\"Host\":[\"API.Example.com:81\"],"
                  + "\"X-Multi\":[\"1\",\"2\"],\"Content-Length\":[\"4\"]}");
      assertThat(entry.get("response_headers").get("X-B").toString()).isEqualTo("[\"1\",\"2\"]");
      assertThat(entry.get("rule").asString()).isEqualTo("api");
      assertThat(entry.get("backend").asString()).isEqualTo(origin.url() + "/base?k=v");
      assertThat(entry.get("load_balancing").asString()).isEqualTo("round_robin");
      assertThat(entry.get("client_ip").asString()).isEqualTo("127.0.0.1");
      assertThat(entry.get("request_id").asString())
          .matches("\\d{13}-[0-9a-z]{8}")
          .isEqualTo(response.field("X-Request-ID"));
      assertThat(entry.get("status_code").asInt()).isEqualTo(200);
      assertThat(entry.get("duration").asString()).matches("\\d+ms");
      assertThat(entry.get("duration").asString()).isEqualTo(entry.get("duration_ms") + "ms");
      assertThat(entry.get("method").asString()).isEqualTo("POST");
      assertThat(entry.get("path").asString()).isEqualTo("/api/users");
      assertThat(entry.get("query").asString()).isEqualTo("a=%20b");
      assertThat(entry.get("host").asString()).isEqualTo("api.example.com");
      assertThat(entry.get("upstream_path").asString()).isEqualTo("/base/users");
      assertThat(entry.get("attempts").asInt()).isEqualTo(1);
      assertThat(entry.get("timestamp").asString())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      assertThat(Instant.parse(entry.get("timestamp").asString()))
          .isBetween(before.minusMillis(1), Instant.now());
    }
  }

  /** R32. */
  @Test
  void tellsHowLongItTook() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              await().pollDelay(java.time.Duration.ofMillis(120)).until(() -> true);
              return OriginServer.write(out, OriginServer.ok("late"));
            });
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/");

      assertThat(Dumps.only(directory()).get("duration_ms").asInt()).isGreaterThanOrEqualTo(120);
    }
  }

  @Test
  void masksCredentialsUnlessToldOtherwise() throws Exception {
    try (var origin =
            OriginServer.raw("HTTP/1.1 200 OK\r\nSet-Cookie: s3c\r\nContent-Length: 0\r\n\r\n");
        var masking = start(1, Yaml.rule("all", "/", "", origin.url()));
        var open =
            Yaml.start(
                1,
                "",
                Dumps.yaml(folder.resolve("open"), "redact_headers: []"),
                Yaml.rule("all", "/", "", origin.url()))) {
      RawHttpClient.get(masking.port(), "/", "Authorization: Basic s3c", "cookie: s3c");
      RawHttpClient.get(open.port(), "/", "Authorization: Basic s3c");

      assertThat(Dumps.only(directory()).toString())
          .doesNotContain("s3c")
          .contains("\"Authorization\":[\"********\"]")
          .contains("cookie: ********\\r\\n");
      assertThat(Dumps.only(folder.resolve("open")).toString())
          .contains("\"Authorization\":[\"Basic s3c\"]")
          .contains("Set-Cookie: s3c\\r\\n");
    }
  }

  /** R24. */
  @Test
  void keepsNoBodyUnlessAskedTo() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
      assertThat(client.response().body()).endsWith("body");

      var entry = Dumps.only(directory());

      assertThat(entry.get("raw_request").asString()).endsWith("\r\n\r\n");
      assertThat(entry.get("raw_response").asString()).endsWith("\r\n\r\n");
      assertThat(entry.get("request_body_size").asInt()).isEqualTo(4);
      assertThat(entry.get("request_body_truncated").asBoolean()).isFalse();
    }
  }

  /** R24, D06. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cutsALargeChunkedBodyAndForwardsAllOfIt(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            start(
                workers,
                Yaml.rule("all", "/", "", origin.url()),
                "include_body: true",
                "max_body_size: 1000");
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (var i = 0; i < 64; i++) {
        client.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
      }
      client.send("0\r\n\r\n");
      var response = client.response();
      assertThat(response.body()).endsWith("x".repeat(1 << 20));

      var entry = Dumps.only(directory());

      var raw = entry.get("raw_request").asString();
      assertThat(raw.substring(raw.indexOf("\r\n\r\n") + 4)).isEqualTo("x".repeat(1000));
      assertThat(entry.get("request_body_truncated").asBoolean()).isTrue();
      assertThat(entry.get("request_body_size").asLong()).isEqualTo(1 << 20);
      assertThat(entry.get("response_body_truncated").asBoolean()).isTrue();
      assertThat(entry.get("response_body_size").asLong()).isEqualTo(response.body().length());
      assertThat(entry.get("raw_response").asString())
          .isEqualTo(response.head() + response.body().substring(0, 1000));
    }
  }

  @Test
  void keepsBytesThatAreNoText() throws Exception {
    var bytes = "\u0000\u00ff\u00fe gzip \u0080";
    try (var origin = OriginServer.raw(OriginServer.ok(bytes));
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()), "include_body: true");
        var client = new RawHttpClient(gateway.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n\u00ff\u0000a");
      assertThat(client.response().body()).isEqualTo(bytes);

      var entry = Dumps.only(directory());

      assertThat(entry.get("body_encoding").asString()).isEqualTo("base64");
      assertThat(decoded(entry.get("request_body_base64").asString())).isEqualTo("\u00ff\u0000a");
      assertThat(decoded(entry.get("response_body_base64").asString())).isEqualTo(bytes);
      assertThat(entry.get("raw_request").asString()).endsWith("\r\n\r\n");
    }
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), ISO_8859_1);
  }

  @Test
  void keepsTextInUtf8AsText() throws Exception {
    var text = new String("é€😀".getBytes(UTF_8), ISO_8859_1);
    try (var origin = OriginServer.raw(OriginServer.ok(text));
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()), "include_body: true")) {
      RawHttpClient.get(gateway.port(), "/");

      var entry = Dumps.only(directory());

      assertThat(entry.get("raw_response").asString()).endsWith("\r\n\r\né€😀");
      assertThat(entry.get("body_encoding").asString()).isEqualTo("utf-8");
    }
  }

  @Test
  void keepsExchangesThatNoBackendAnswered() throws Exception {
    var gone = new OriginServer((request, in, out, socket) -> false);
    gone.close();
    try (var mute = new OriginServer((request, in, out, socket) -> in.read() < 0);
        var broken = OriginServer.raw("nonsense\r\n\r\n");
        var gateway =
            start(
                1,
                Yaml.rule("gone", "/gone", "", gone.url())
                    + Yaml.rule("mute", "/mute", "timeout: 200ms", mute.url())
                    + Yaml.rule("broken", "/broken", "", broken.url()),
                "include_body: true")) {
      for (var path : new String[] {"/gone", "/mute", "/broken", "/none"}) {
        RawHttpClient.get(gateway.port(), path);
      }

      var entries = Dumps.await(directory(), 3);

      assertThat(entries).hasSize(3);
      assertThat(entries.get(0).get("status_code").asInt()).isEqualTo(502);
      assertThat(entries.get(0).get("error").asString()).isEqualTo("connect");
      assertThat(entries.get(0).get("raw_response").asString())
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .endsWith("\r\n\r\n{\"message\":\"Bad Gateway\"}");
      assertThat(entries.get(1).get("status_code").asInt()).isEqualTo(504);
      assertThat(entries.get(1).get("error").asString()).isEqualTo("timeout");
      assertThat(entries.get(1).get("duration_ms").asInt()).isGreaterThanOrEqualTo(200);
      assertThat(entries.get(2).get("error").asString()).isEqualTo("bad_response");
    }
  }

  @Test
  void keepsARequestForWhichThereWasNoBackend() throws Exception {
    var gone = new OriginServer((request, in, out, socket) -> false);
    gone.close();
    try (var gateway =
        Yaml.start(
            1,
            "",
            "  health_check:\n    retry_count: 1\n" + Dumps.yaml(directory()),
            Yaml.rule("gone", "/", "", gone.url()))) {
      RawHttpClient.get(gateway.port(), "/1");
      assertThat(RawHttpClient.get(gateway.port(), "/2").status()).isEqualTo(503);

      var entry = Dumps.await(directory(), 2).get(1);

      assertThat(entry.get("status_code").asInt()).isEqualTo(503);
      assertThat(entry.get("backend").isNull()).isTrue();
      assertThat(entry.get("upstream_path").isNull()).isTrue();
      assertThat(entry.get("error").asString()).isEqualTo("no_healthy");
    }
  }

  @Test
  void keepsWhatAClientLeftBehind() throws Exception {
    try (var mute = new OriginServer((request, in, out, socket) -> in.read() < 0);
        var gateway = start(1, Yaml.rule("all", "/", "", mute.url()))) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET /left HTTP/1.1\r\nHost: h\r\n\r\n");
        await().until(() -> !mute.requests().isEmpty());
      }

      var entry = Dumps.only(directory());

      assertThat(entry.get("status_code").asInt()).isEqualTo(499);
      assertThat(entry.get("error").asString()).isEqualTo("client_abort");
      assertThat(entry.get("raw_response").isNull()).isTrue();
      assertThat(entry.get("response_headers").isNull()).isTrue();
    }
  }

  @Test
  void keepsTheHeadsOfATunnelAndNotItsBytes() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out,
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                      + "Upgrade: echo\r\n\r\nearly");
              out.write(in.readNBytes(4));
              out.flush();
              return false;
            });
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()), "include_body: true")) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(101);
        client.send("ping");
        assertThat(client.read(9)).isEqualTo("earlyping");
      }

      var entry = Dumps.only(directory());

      assertThat(entry.get("status_code").asInt()).isEqualTo(101);
      assertThat(entry.get("raw_response").asString())
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .endsWith("\r\n\r\n");
      assertThat(entry.get("raw_request").asString()).doesNotContain("ping");
    }
  }

  @Test
  void keepsHttp10AndHeadsAndPipelinedRequestsApart() throws Exception {
    try (var origin = OriginServer.answering("body");
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()), "include_body: true");
        var pipelining = new RawHttpClient(gateway.port());
        var old = new RawHttpClient(gateway.port())) {
      pipelining.send(
          "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPUT /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"
              + "twoGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
      for (var i = 0; i < 3; i++) {
        assertThat(pipelining.response().status()).isEqualTo(200);
      }
      old.send("GET /old HTTP/1.0\r\n\r\n");
      assertThat(old.response().status()).isEqualTo(200);

      var entries = Dumps.await(directory(), 4);

      assertThat(entries.stream().map(entry -> entry.get("raw_request").asString()))
          .containsExactly(
              "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n",
              "PUT /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\ntwo",
              "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n",
              "GET /old HTTP/1.0\r\n\r\n");
    }
  }

  @Test
  void leavesResponsesOutWhenToldTo() throws Exception {
    try (var origin = OriginServer.answering("body");
        var gateway =
            start(
                1,
                Yaml.rule("all", "/", "", origin.url()),
                "include_body: true",
                "include_response: false")) {
      RawHttpClient.get(gateway.port(), "/");

      var entry = Dumps.only(directory());

      assertThat(entry.get("raw_response").isNull()).isTrue();
      assertThat(entry.get("status_code").asInt()).isEqualTo(200);
    }
  }

  /** R28. */
  @Test
  void isForItsOwnerAloneAndFailsToStartWhereItCannotBe() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = start(1, Yaml.rule("all", "/", "", origin.url()))) {
      RawHttpClient.get(gateway.port(), "/");
      assertThat(Dumps.only(directory())).isNotNull();

      var file = directory().resolve("traffic_dump_001.jsonl");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
          .isEqualTo("rwxr-x---");
      assertThatThrownBy(() ->
              Yaml.start(
                  1,
                  "",
                  Dumps.yaml(file.resolve("below")),
                  Yaml.rule("all", "/", "", origin.url())))
          .hasMessageContaining("proxy.traffic_dump.directory")
          .hasMessageContaining("(expected: a folder that can be made and written)");
    }
  }

  /** R25, R26, D07. */
  @Test
  void rotatesBySizeAndKeepsTheNewestAcrossRuns() throws Exception {
    var paths = new ArrayList<String>();
    try (var origin = OriginServer.answering("x")) {
      for (var run = 0; run < 3; run++) {
        try (var gateway =
            start(
                1, Yaml.rule("all", "/", "", origin.url()), "max_file_size: 2KB", "max_files: 4")) {
          for (var i = 0; i < 10; i++) {
            paths.add("/" + run + "/" + i);
            RawHttpClient.get(gateway.port(), paths.getLast());
            assertThat(Dumps.files(directory())).hasSizeLessThanOrEqualTo(4);
          }
        }
      }
    }

    var kept =
        Dumps.entries(directory()).stream().map(entry -> entry.get("path").asString()).toList();
    assertThat(kept).isNotEmpty();
    assertThat(paths.subList(paths.size() - kept.size(), paths.size())).isEqualTo(kept);
    assertThat(Dumps.files(directory()))
        .hasSize(4)
        .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(2048));
  }
}
