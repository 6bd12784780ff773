package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the gateway answers by itself has a request id, the security headers, the fields of
 * {@code server.custom_headers} and what every origin may know, also where no filter was asked
 * (R59).
 */
class OwnAnswersIT {
  private static final String HOST = "Host: h\r\n";
  private static final String CHUNKED = HOST + "Transfer-Encoding: chunked\r\n\r\n";

  private static OriginServer backend;
  private static OriginServer taken;
  private static Servex.Running gateway;
  private static RawHttpClient held;

  @BeforeAll
  static void start() throws Exception {
    backend = OriginServer.withoutBodies((request, in, out, socket) -> in.read() < 0);
    taken = OriginServer.withoutBodies((request, in, out, socket) -> in.read() < 0);
    gateway =
        Servex.fromYaml(
                """
                server:
                  http: "127.0.0.1:0"
                  workers: 1
                  read_header_timeout: 300ms
                  max_request_body_size: 100
                  auth_token: a-token-of-some-length-that-nobody-guesses
                  custom_headers: {X-Gateway: servex}
                plugins: {directory: "%s"}
                logging: {disable_request_logging: true}
                security: {enabled: true}
                cors: {enabled: true}
                filter: {blocked_user_agents: [bot]}
                rate_limit: {enabled: true, requests_per_interval: 1000, include_paths: [/none]}
                proxy:
                  enabled: true
                  rules:
                %s%s%s%s
                """
                    .formatted(
                        Yaml.INSTALLED,
                        Yaml.rule("dead", "/dead", "", "http://127.0.0.1:1"),
                        Yaml.rule("full", "/full", "", taken.url())
                            + "          max_connections: 1\n",
                        Yaml.rule("read", "/read", "methods: [GET]", backend.url()),
                        Yaml.rule("slow", "/slow", "timeout: 300ms", backend.url())))
            .start();
    held = new RawHttpClient(gateway.port());
    held.send(known("GET /full", HOST + "\r\n", 503).bytes());
    await().until(() -> !taken.requests().isEmpty());
  }

  @AfterAll
  static void stop() throws IOException {
    held.close();
    gateway.close();
    taken.close();
    backend.close();
  }

  /**
   * What is sent, and what is answered.
   *
   * @param bytes the request, or what is none
   * @param status of the answer
   */
  private record Case(String bytes, int status) {
    @Override
    public String toString() {
      return status + " to " + bytes.lines().findFirst().orElse("");
    }
  }

  private static Case known(String line, String fields, int status) {
    return new Case(
        line
            + " HTTP/1.1\r\nAuthorization: Bearer a-token-of-some-length-that-nobody-guesses\r\n"
            + "Origin: https://page.example\r\n"
            + fields,
        status);
  }

  private static Stream<Case> cases() {
    return Stream.of(
        new Case("nonsense\r\n\r\n", 400),
        new Case("GET / HTTP/1.1\r\n\r\n", 400),
        new Case("GET /%00 HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Case("TRACE / HTTP/1.1\r\n" + HOST + "\r\n", 405),
        new Case("GET / HTTP/1.1\r\nHost:", 408),
        new Case("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n" + HOST + "\r\n", 414),
        new Case("POST / HTTP/1.1\r\n" + HOST + "Expect: more\r\nContent-Length: 1\r\n\r\n", 417),
        new Case("GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(40_000) + "\r\n\r\n", 431),
        new Case("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        new Case("GET / HTTP/3.0\r\n" + HOST + "\r\n", 505),
        new Case("GET / HTTP/1.1\r\nOrigin: https://page.example\r\n" + HOST + "\r\n", 401),
        known("GET /none", HOST + "\r\n", 404),
        known("POST /read", HOST + "Content-Length: 0\r\n\r\n", 405),
        known("GET /none", "User-Agent: bot\r\n" + HOST + "\r\n", 403),
        known("POST /slow", HOST + "Content-Length: 101\r\n\r\n", 413),
        known("POST /slow", CHUNKED + "what\r\n", 400),
        known("GET /dead", HOST + "\r\n", 502),
        known("GET /full", HOST + "\r\n", 503),
        known("GET /slow", HOST + "\r\n", 504));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void haveTheFieldsOfAllAnswers(Case sent) throws Exception {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(sent.bytes());
      var response = client.response();

      assertThat(response.status()).isEqualTo(sent.status());
      assertThat(response.fields("x-request-id")).hasSize(1);
      assertThat(response.fields("x-frame-options")).containsExactly("DENY");
      assertThat(response.fields("x-gateway")).containsExactly("servex");
      assertThat(response.fields("access-control-allow-origin")).containsExactly("*");
      assertThat(response.field("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(response.body()).startsWith("{\"message\":\"");
    }
  }
}
