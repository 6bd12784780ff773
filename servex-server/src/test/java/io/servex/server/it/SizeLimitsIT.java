package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.Servex;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are too large, with and without a length (R66, D47, D84, D94). */
class SizeLimitsIT {
  private static OriginServer backend;
  private static Servex.Running gateway;

  @BeforeAll
  static void start() throws Exception {
    backend = OriginServer.echo();
    gateway =
        Yaml.start(
            1,
            """
              max_request_body_size: 200
              max_json_body_size: 50
              max_file_upload_size: 100
              enable_default_metrics: true
              custom_headers: {X-Frame-Options: DENY}
            """,
            "",
            Yaml.rule("all", "/", "", backend.url()));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    backend.close();
  }

  private static RawHttpClient.Response post(String type, String framing, String body)
      throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: g\r\nContent-Type: "
              + type
              + "\r\n"
              + framing
              + "\r\n\r\n"
              + body);
      return client.response();
    }
  }

  private static String chunked(int length) {
    var body = new StringBuilder();
    for (var left = length; left > 0; left -= 10) {
      var part = Math.min(10, left);
      body.append(Integer.toHexString(part)).append("\r\n").append("x".repeat(part)).append("\r\n");
    }
    return body.append("0\r\n\r\n").toString();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, 200, 200, ''",
    "text/plain, 201, 413, Request body too large",
    "application/json, 50, 200, ''",
    "Application/JSON; charset=utf-8, 51, 413, JSON body too large",
    "application/problem+json, 51, 413, JSON body too large",
    "application/json, 201, 413, Request body too large",
    "multipart/form-data; boundary=b, 100, 200, ''",
    "multipart/form-data; boundary=b, 101, 413, File upload too large",
  })
  void countsBeforeAndWhileStreaming(String type, int length, int status, String message)
      throws Exception {
    var before = backend.requests().size();
    var known = post(type, "Content-Length: " + length, "x".repeat(length));
    assertThat(known.status()).isEqualTo(status);
    assertThat(backend.requests()).hasSize(before + (status == 200 ? 1 : 0));

    var streamed = post(type, "Transfer-Encoding: chunked", chunked(length));
    assertThat(streamed.status()).isEqualTo(status);
    if (status == 413) {
      assertThat(known.body()).isEqualTo("{\"message\":\"" + message + "\"}");
      assertThat(known.field("connection")).isEqualTo("close");
      assertThat(streamed.body()).startsWith("{\"message\":\"").contains("too large");
      assertThat(streamed.field("x-request-id")).isNotEmpty();
      assertThat(streamed.field("x-frame-options")).isEqualTo("DENY");
      assertThat(backend.requests()).as("complete requests").hasSize(before);
    } else {
      assertThat(backend.requests()).hasSize(before + 2);
    }
  }

  @Test
  void doesNotWaitForTheEnd() throws Exception {
    var before = backend.requests().size();
    var unfinished = "12c\r\n" + "x".repeat(300) + "\r\n";
    var answer = post("text/plain", "Transfer-Encoding: chunked", unfinished);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.field("connection")).isEqualTo("close");
    assertThat(backend.requests()).hasSize(before);
  }

  @Test
  void asksForNoBodyThatIsTooLarge() throws Exception {
    var answer = post("text/plain", "Expect: 100-continue\r\nContent-Length: 1000", "");

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void countsWhatItRefuses() throws Exception {
    assertThat(post("text/plain", "Content-Length: 201", "x".repeat(201)).status()).isEqualTo(413);

    assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
        .containsPattern("servex_rejected_requests_total\\{[^}]*reason=\"size\"[^}]*} [1-9]");
  }

  @Test
  void hasLimitsByDefaultOnceSwitchedOn() throws Exception {
    try (var limited =
            Yaml.start(
                1,
                "  enable_request_size_limits: true\n",
                "",
                Yaml.rule("all", "/", "", backend.url()));
        var client = new RawHttpClient(limited.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(413);
      try (var other = new RawHttpClient(limited.port())) {
        other.send("POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 33554433\r\n\r\n");
        assertThat(other.response().status()).isEqualTo(413);
      }
    }
  }
}
