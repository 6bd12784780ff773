package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From http to https (R66, D84, D92). */
class HttpsRedirectIT {
  private static OriginServer backend;
  private static Servex.Running gateway;

  @BeforeAll
  static void start() throws Exception {
    backend = OriginServer.echo();
    gateway =
        with(
            """
                port: 8443
                trusted_proxies: ["127.0.0.1"]
                exclude_paths: ["/plain/*"]
            """);
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    backend.close();
  }

  private static Servex.Running with(String redirect) throws StartException {
    return Yaml.start(
        1,
        "  enable_health_endpoint: true\n"
            + "  enable_default_metrics: true\n"
            + "  custom_headers: {X-Frame-Options: DENY}\n"
            + "  https_redirect:\n    enabled: true\n"
            + redirect,
        "",
        Yaml.rule("all", "/", "", backend.url()));
  }

  private static RawHttpClient.Response send(String method, String target, String... fields)
      throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: Shop.Example:8080\r\n"
              + RawHttpClient.lines(fields)
              + "\r\n");
      return client.response(method.equals("HEAD"));
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, 302", "HEAD, 302", "POST, 307", "DELETE, 307"})
  void keepsTheMethodAndTheTargetAndChangesThePort(String method, int status) throws Exception {
    var before = backend.requests().size();
    var answer = send(method, "/a%20b//c?x=1&y=%2F");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("location")).isEqualTo("https://shop.example:8443/a%20b//c?x=1&y=%2F");
    assertThat(answer.field("x-frame-options")).isEqualTo("DENY");
    assertThat(answer.field("x-request-id")).isNotEmpty();
    assertThat(backend.requests()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto: https, 200",
    "X-Forwarded-Proto: http, 302",
    "X-Forwarded-Ssl: on, 200",
    "X-Url-Scheme: https, 200",
    "Front-End-Https: on, 200",
    "X-Forwarded-Port: 443, 200",
    "X-Forwarded-Port: 80, 302",
  })
  void believesATrustedProxy(String field, int status) throws Exception {
    assertThat(send("GET", "/", field).status()).isEqualTo(status);
  }

  @Test
  void believesTheFirstSignalOnly() throws Exception {
    assertThat(send("GET", "/", "X-Forwarded-Ssl: on", "X-Forwarded-Proto: http").status())
        .isEqualTo(302);
  }

  @Test
  void leavesSomeAlone() throws Exception {
    assertThat(send("GET", "/plain/x").status()).isEqualTo(200);
    assertThat(send("GET", "/.well-known/acme-challenge/token").status()).isEqualTo(200);
    assertThat(send("GET", "/health").status()).isEqualTo(200);
    assertThat(send("GET", "/metrics").status()).isEqualTo(200);
    assertThat(send("GET", "/proxy-status").status()).isEqualTo(302);
  }

  @Test
  void believesNobodyElse() throws Exception {
    try (var strict = with("    permanent: true\n    port: 443\n");
        var client = new RawHttpClient(strict.port())) {
      client.send(
          "POST /x HTTP/1.1\r\nHost: s\r\nX-Forwarded-Proto: https\r\nContent-Length: 0\r\n\r\n");
      var answer = client.response();
      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.field("location")).isEqualTo("https://s/x");
      client.send("GET /x HTTP/1.1\r\nHost: s\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(301);
    }
  }

  @Test
  void refusesToRedirectToNowhere() {
    assertThatThrownBy(() -> with(""))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("server.https_redirect.enabled: to no port");
  }

  /** D92: who follows arrives at the listener with TLS, with the method that was asked for. */
  @Test
  void leadsToTheListenerWithTls(@TempDir Path folder) throws Exception {
    var certificates = Certificates.in(folder);
    var port = GatewayProcess.freePort();
    try (var both =
            Servex.fromYaml(
                    """
                    server:
                      http: "127.0.0.1:0"
                      https: "127.0.0.1:%d"
                      cert_file: "%s"
                      key_file: "%s"
                      https_redirect: {enabled: true}
                    logging: {disable_request_logging: true}
                    proxy: {enabled: true, rules: [{name: all, backends: [{url: "%s"}]}]}
                    """
                        .formatted(port, certificates.chain(), certificates.key(), backend.url()))
                .start();
        var plain = new RawHttpClient(both.port())) {
      for (var method : new String[] {"GET", "POST"}) {
        plain.send(method + " /a?b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
        var location = URI.create(plain.response().field("location"));
        assertThat(location).isEqualTo(URI.create("https://127.0.0.1:" + port + "/a?b"));

        try (var secure = new RawHttpClient(certificates.connect(location.getPort()))) {
          secure.send(method + " /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
          assertThat(secure.response().body()).startsWith(method + " /a?b ");
        }
      }
    }
  }
}
