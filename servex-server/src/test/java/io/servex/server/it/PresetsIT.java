package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the key {@code preset} switches on, and that the file wins over it: D82. */
class PresetsIT {
  @TempDir private static Path folder;
  private static OriginServer backend;
  private static Certificates certificates;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.in(folder);
    backend =
        OriginServer.raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: leaky\r\nX-Powered-By: leaky\r\n\r\nok");
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static String yaml(String preset, String server, String sections) {
    return "preset: "
        + preset
        + "\nserver:\n  http: \"127.0.0.1:0\"\n  workers: 1\n"
        + server
        + "plugins: {directory: \""
        + Yaml.INSTALLED
        + "\"}\n"
        + sections
        + "logging: {disable_request_logging: true}\nproxy: {enabled: true, rules: [{name: all, backends: [{url: \""
        + backend.url()
        + "\"}]}]}\n";
  }

  private static Servex.Running with(String preset, String server, String sections)
      throws Exception {
    return Servex.fromYaml(yaml(preset, server, sections)).start();
  }

  @Test
  void productionServesByHttpsWithAllThatProtects() throws Exception {
    var audit = folder.resolve("production.log");
    try (var gateway =
        with(
            "production",
            certificates.yaml() + "  https_redirect: {port: 8443}\n",
            "audit: {file: \"" + audit + "\"}\n")) {
      var plain = RawHttpClient.get(gateway.port(), "/x?a=b");
      assertThat(plain.status()).isEqualTo(301);
      assertThat(plain.field("location")).isEqualTo("https://h.example:8443/x?a=b");
      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/.well-known/x").status()).isEqualTo(200);

      try (var client =
          new RawHttpClient(certificates.connect(gateway.addresses().get(1).getPort()))) {
        client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
        var proxied = client.response();
        assertThat(proxied.status()).isEqualTo(200);
        assertThat(proxied.field("strict-transport-security")).startsWith("max-age=31536000");
        assertThat(proxied.field("content-security-policy")).contains("default-src 'self'");
        assertThat(proxied.field("set-cookie")).startsWith("csrf_token=");
        assertThat(proxied.field("x-ratelimit-limit")).isEqualTo("100");
        assertThat(proxied.field("server")).isEmpty();
        assertThat(proxied.field("x-powered-by")).isEmpty();

        client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(403);
        client.send(
            "POST /x HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1048577\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(413);
      }
      await()
          .untilAsserted(() ->
              assertThat(Files.readString(audit))
                  .contains("csrf.token.missing", "request.too.large"));
    }
  }

  @Test
  void theFileWinsKeyByKey() throws Exception {
    try (var gateway =
        with(
            "api_server",
            "",
            """
            rate_limit: {burst_size: 7}
            security: {content_security_policy: "default-src 'self'"}
            cache: {enabled: false}
            """)) {
      var proxied = RawHttpClient.get(gateway.port(), "/x");
      assertThat(proxied.field("x-ratelimit-remaining")).isEqualTo("6");
      assertThat(proxied.field("content-security-policy")).isEqualTo("default-src 'self'");
      assertThat(proxied.field("x-content-type-options")).isEqualTo("nosniff");
      assertThat(proxied.field("cache-control")).isEmpty();
    }
  }

  @Test
  void anApiServerKeepsAnswersForTheAskerAlone() throws Exception {
    try (var gateway = with("api_server", "", "")) {
      assertThat(RawHttpClient.get(gateway.port(), "/v1/things").field("cache-control"))
          .isEqualTo("private, max-age=300, must-revalidate");
      for (var path : new String[] {"/auth/me", "/v1/users/7", "/v1/admin", "/a/b/stream/c"}) {
        assertThat(RawHttpClient.get(gateway.port(), path).field("cache-control"))
            .as(path)
            .isEmpty();
      }
    }
  }

  @Test
  void highSecurityRefusesToolsAndFlags() throws Exception {
    try (var gateway =
        with("high_security", certificates.yaml() + "  https_redirect: {enabled: false}\n", "")) {
      assertThat(RawHttpClient.get(gateway.port(), "/x").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/x", "User-Agent: curl/8").status())
          .isEqualTo(403);
      for (var flag : new String[] {"debug=1", "test", "a=b&admin="}) {
        assertThat(RawHttpClient.get(gateway.port(), "/x?" + flag).status())
            .as(flag)
            .isEqualTo(403);
      }
      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
    }
  }

  @Test
  void developmentSaysWhatHappensAndWhatWentWrong() throws Exception {
    try (var nobody = new Socket()) {
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var yaml =
          yaml("development", "", "")
              .replace(backend.url(), "http://127.0.0.1:" + nobody.getLocalPort());
      try (var gateway = Servex.fromYaml(yaml).start()) {
        assertThat(RawHttpClient.get(gateway.port(), "/x").body())
            .isEqualTo("{\"message\":\"Bad Gateway: no connection to the backend\"}");
        assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
        assertThat(Scrape.of(gateway.port()).samples()).isNotEmpty();
      }
    }
  }

  @Test
  void aWebAppHasItsScriptsAndATokenForThem() throws Exception {
    try (var gateway = with("web_app", "", "");
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET /csrf-token HTTP/1.1\r\nHost: h\r\n\r\n");
      var token = client.response();
      var cookie = token.field("set-cookie").replaceAll(";.*", "");
      assertThat(token.body()).contains("\"" + cookie.replace("csrf_token=", "") + "\"");

      client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(403);
      client.send(
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nCookie: "
              + cookie
              + "\r\nX-CSRF-Token: "
              + cookie.replace("csrf_token=", "")
              + "\r\n\r\n");
      var changed = client.response();
      assertThat(changed.status()).isEqualTo(200);
      assertThat(changed.field("content-security-policy"))
          .contains("script-src 'self' 'unsafe-inline'");
      assertThat(changed.field("x-frame-options")).isEqualTo("DENY");
      assertThat(changed.field("x-ratelimit-limit")).isEqualTo("50");
    }
  }

  @Test
  void tlsSendsEverybodyToHttpsForAYear() throws Exception {
    try (var gateway = with("tls", certificates.yaml() + "  https_redirect: {port: 8443}\n", "")) {
      var plain = RawHttpClient.get(gateway.port(), "/x?a=b");
      assertThat(plain.status()).isEqualTo(301);
      assertThat(plain.field("location")).isEqualTo("https://h.example:8443/x?a=b");

      try (var client =
          new RawHttpClient(certificates.connect(gateway.addresses().get(1).getPort()))) {
        client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
        var proxied = client.response();
        assertThat(proxied.body()).isEqualTo("ok");
        assertThat(proxied.field("strict-transport-security"))
            .isEqualTo("max-age=31536000; includeSubDomains");
      }
    }
  }

  @Test
  void refusesAPresetThatIsNoneOrThatCannotBeMet() {
    assertThatThrownBy(() -> with("prodution", "", ""))
        .hasMessageContaining("yaml:1:9  preset: prodution (expected: one of development, ");
    assertThatThrownBy(() -> with("production", "", ""))
        .hasMessageContaining(
            "preset production:11:14  server.https_redirect.enabled: to no port (expected:"
                + " server.https with a port, or https_redirect.port)");
  }

  @Test
  void aProgramNamesAPresetToo() throws Exception {
    try (var gateway =
        Servex.builder()
            .preset("microservice")
            .http("127.0.0.1:0")
            .plugins(Yaml.INSTALLED)
            .requestsPerSecond(50)
            .start()) {
      var answer = RawHttpClient.get(gateway.port(), "/none");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.field("x-ratelimit-limit")).isEqualTo("50");
      assertThat(answer.field("x-frame-options")).isEqualTo("DENY");
    }
  }
}
