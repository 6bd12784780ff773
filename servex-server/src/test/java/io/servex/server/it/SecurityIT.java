package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security headers on proxied paths and on the gateway's own answers (R59): D83, D84, D87. */
class SecurityIT {
  private static final String HSTS = "strict-transport-security";

  @TempDir static Path folder;
  private static OriginServer backend;

  @BeforeAll
  static void start() throws IOException {
    backend =
        OriginServer.raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Frame-Options: ALLOWALL\r\n"
                + "x-frame-options: twice\r\nStrict-Transport-Security: max-age=1\r\n\r\nok");
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static Servex.Running with(String settings) throws StartException {
    return Yaml.startWithPlugins(
        "security:\n  enabled: true\n" + settings, Yaml.rule("all", "/app", "", backend.url()));
  }

  private static void basic(RawHttpClient.Response response) {
    assertThat(response.fields("x-content-type-options")).containsExactly("nosniff");
    assertThat(response.fields("x-frame-options")).containsExactly("DENY");
    assertThat(response.fields("x-xss-protection")).containsExactly("1; mode=block");
    assertThat(response.fields("referrer-policy"))
        .containsExactly("strict-origin-when-cross-origin");
  }

  @Test
  void addsTheBasicFieldsToEveryAnswerOnceEach() throws Exception {
    try (var gateway = with("  exclude_paths: [/app/raw/]\n")) {
      for (var path : new String[] {"/app/x", "/none", "/health", "/metrics"}) {
        basic(RawHttpClient.get(gateway.port(), path));
      }
      var excluded = RawHttpClient.get(gateway.port(), "/app/raw/x");
      assertThat(excluded.fields("x-frame-options")).containsExactly("ALLOWALL", "twice");
      assertThat(excluded.fields("referrer-policy")).isEmpty();
    }
  }

  @Test
  void addsThemWhenTheBackendIsDead() throws Exception {
    try (var gateway =
        Yaml.startWithPlugins(
            "security: {enabled: true}", Yaml.rule("all", "/", "", "http://127.0.0.1:1"))) {
      var response = RawHttpClient.get(gateway.port(), "/");
      assertThat(response.status()).isEqualTo(502);
      basic(response);
    }
  }

  @Test
  void saysToUseHttpsOverHttpsOnly() throws Exception {
    var identity = TestCertificates.make(folder, "server", "dns:localhost,ip:127.0.0.1");
    try (var gateway =
        Servex.fromYaml(
                """
                server:
                  http: "127.0.0.1:0"
                  https: "127.0.0.1:0"
                  cert_file: %s
                  key_file: %s
                plugins: {directory: "%s"}
                security: {enabled: true, preset: strict, x_frame_options: "-"}
                logging: {disable_request_logging: true}
                proxy: {enabled: true, rules: [{name: all, backends: [{url: "%s"}]}]}
                """
                    .formatted(
                        identity.certificate(), identity.key(), Yaml.INSTALLED, backend.url()))
            .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/").fields(HSTS)).isEmpty();
      try (var client =
          new RawHttpClient(
              identity
                  .trusting(identity)
                  .getSocketFactory()
                  .createSocket("127.0.0.1", gateway.addresses().get(1).getPort()))) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var response = client.response();
        assertThat(response.fields(HSTS))
            .containsExactly("max-age=31536000; includeSubDomains; preload");
        assertThat(response.fields("cross-origin-resource-policy")).containsExactly("same-site");
        assertThat(response.fields("x-frame-options")).containsExactly("ALLOWALL", "twice");
      }
    }
  }

  @Test
  void leavesTheBackendsFieldsWhereItShould() throws Exception {
    try (var gateway = with("  prefer_upstream: true\n")) {
      var response = RawHttpClient.get(gateway.port(), "/app");
      assertThat(response.fields("x-frame-options")).containsExactly("ALLOWALL", "twice");
      assertThat(response.fields("x-content-type-options")).containsExactly("nosniff");
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> with("  preset: strickt\n  csrf_enabled: true\n  csrf_tokn_name: x\n"))
        .hasMessageContaining("security.preset: strickt (expected: one of basic, strict)")
        .hasMessageContaining("security.csrf_tokn_name: unknown key")
        .hasMessageContaining("did you mean csrf_token_name?");
    assertThatThrownBy(() -> with("  content_security_policy: \"img-src *\"\n"))
        .hasMessageContaining("security.content_security_policy: img-src *");
  }
}
