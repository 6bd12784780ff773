package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on both sides: the listener's, and that of backends with their verification (R80, D39). */
@ExtendWith(BufferAccounting.class)
class TlsIT {
  @TempDir static Path folder;
  private static TestCertificates server;
  private static TestCertificates client;
  private static TestCertificates elsewhere;

  @BeforeAll
  static void make() throws Exception {
    server = TestCertificates.make(folder, "server", "dns:localhost,ip:127.0.0.1");
    client = TestCertificates.make(folder, "client", "dns:client");
    elsewhere = TestCertificates.make(folder, "elsewhere", "dns:elsewhere.example");
  }

  private static Servex.Running start(int workers, String proxy, String backend) throws Exception {
    return Servex.fromYaml(
            """
            server:
              http: "127.0.0.1:0"
              https: "127.0.0.1:0"
              cert_file: %s
              key_file: %s
              workers: %d
            logging: {disable_request_logging: true}
            proxy:
              enabled: true
            %s  rules: [{name: all, backends: [{url: "%s"}]}]
            """
                .formatted(server.certificate(), server.key(), workers, proxy, backend))
        .start();
  }

  private static SSLSocket connect(Servex.Running gateway, String... protocols) throws Exception {
    var socket =
        (SSLSocket)
            client
                .trusting(server)
                .getSocketFactory()
                .createSocket(
                    InetAddress.getLoopbackAddress(), gateway.addresses().get(1).getPort());
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return socket;
  }

  /** A backend behind TLS, which asks for a certificate where it says so. */
  private static OriginServer secured(TestCertificates identity, boolean asksForCertificate)
      throws Exception {
    var sockets = identity.trusting(client).getServerSocketFactory();
    var listening =
        (SSLServerSocket) sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listening.setNeedClientAuth(asksForCertificate);
    return OriginServer.secured(
        listening, (request, in, out, socket) -> OriginServer.write(out, OriginServer.ok(request)));
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, 1", "TLSv1.3, 1", "TLSv1.3, 2"})
  void servesHttps(String protocol, int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(workers, "", origin.url());
        var socket = connect(gateway, protocol);
        var http = new RawHttpClient(socket)) {
      for (var i = 0; i < 5; i++) {
        http.send("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n");
        http.send("x".repeat(70_000));

        assertThat(http.response().body())
            .startsWith("POST /a HTTP/1.1\r\nHost: localhost\r\n")
            .contains("X-Forwarded-Proto: https\r\n")
            .contains("X-Forwarded-Port: " + gateway.addresses().get(1).getPort() + "\r\n")
            .endsWith("x".repeat(70_000));
      }
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      assertThat(socket.getSession().getCipherSuite()).contains("GCM");
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(RawHttpClient.get(gateway.port(), "/").body())
          .contains("X-Forwarded-Proto: http\r\n");
    }
  }

  /** A reload reads the files anew, for new connections; a file of no use changes nothing. */
  @Test
  void showsTheNextCertificateAfterAReload() throws Exception {
    var chain = Files.copy(server.certificate(), folder.resolve("now.crt"));
    var key = Files.copy(server.key(), folder.resolve("now.key"));
    try (var origin = OriginServer.answering("one")) {
      var yaml =
          """
          server: {http: "127.0.0.1:0", https: "127.0.0.1:0", cert_file: %s, key_file: %s}
          logging: {disable_request_logging: true}
          proxy: {enabled: true, rules: [{name: all, backends: [{url: "%s"}]}]}
          """
              .formatted(chain, key, origin.url());
      try (var gateway = Servex.fromYaml(yaml).start();
          var before = new RawHttpClient(connect(gateway))) {
        Files.copy(elsewhere.certificate(), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(elsewhere.key(), key, StandardCopyOption.REPLACE_EXISTING);
        var report = gateway.reload(Servex.fromYaml(yaml));
        assertThat(report.getFirst()).startsWith("listeners: 2 kept, 0 opened, 0 closed");
        assertThat(shown(gateway)).isEqualTo("CN=elsewhere");

        Files.writeString(key, "nonsense");
        assertThatThrownBy(() -> gateway.reload(Servex.fromYaml(yaml)))
            .hasMessageContaining("now.key");
        assertThat(shown(gateway)).isEqualTo("CN=elsewhere");
        before.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(before.response().body()).isEqualTo("one");
      }
    }
  }

  /** Whose certificate a new connection gets. */
  private static String shown(Servex.Running gateway) throws Exception {
    var port = gateway.addresses().get(1).getPort();
    var sockets = client.trusting(elsewhere).getSocketFactory();
    try (var socket = (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  @Test
  void refusesOldProtocolsAndPlainText() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(1, "", origin.url());
        var plain = new RawHttpClient(gateway.addresses().get(1).getPort())) {
      plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(plain.rest()).doesNotContain("HTTP/1.1");
      assertThat(origin.requests()).isEmpty();
    }
  }

  /** A truncated body must look truncated over TLS too: no close_notify, no end of chunks. */
  @Test
  void cutsAnEncryptedConnectionInABrokenBody() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
              return false;
            });
        var gateway = start(1, "", origin.url());
        var http = new RawHttpClient(connect(gateway))) {
      http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThatThrownBy(http::response).isInstanceOf(IOException.class);
    }
  }

  /** An answer to an upload that is refused is read over TLS too, before the connection ends. */
  @Test
  void endsAnEncryptedConnectionInOrder() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = start(1, "", origin.url());
        var http = new RawHttpClient(connect(gateway))) {
      http.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

      assertThat(http.response().body()).isEqualTo("ok");
      assertThat(http.closed()).isTrue();
      try (var bad = new RawHttpClient(connect(gateway))) {
        bad.send("nonsense\r\n\r\n");
        assertThat(bad.response().status()).isEqualTo(400);
        assertThat(bad.closed()).isTrue();
      }
    }
  }

  /** R80: refused by default, accepted with its authority, or where nothing is verified. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void verifiesBackends(int workers) throws Exception {
    try (var origin = secured(server, false);
        var strict = start(workers, "", origin.url());
        var knowing = start(workers, tls("ca_file", server.certificate()), origin.url());
        var blind = start(workers, "  insecure_skip_verify: true\n", origin.url())) {
      assertThat(RawHttpClient.get(strict.port(), "/").status()).isEqualTo(502);
      assertThat(origin.requests()).isEmpty();
      for (var i = 0; i < 3; i++) {
        assertThat(RawHttpClient.get(knowing.port(), "/").status()).isEqualTo(200);
      }
      assertThat(origin.requests()).hasSize(3);
      assertThat(RawHttpClient.get(blind.port(), "/").status()).isEqualTo(200);
    }
  }

  /** D21: probes verify as traffic does. */
  @ParameterizedTest
  @CsvSource({"nothing, false", "authority, true", "blind, true"})
  void verifiesBackendsThatAreProbed(String by, boolean well) throws Exception {
    var more =
        switch (by) {
          case "authority" -> tls("ca_file", server.certificate());
          case "blind" -> "  insecure_skip_verify: true\n";
          default -> "";
        };
    try (var origin = secured(server, false);
        var gateway =
            Yaml.start(
                1,
                "",
                "  health_check: {enabled: true, default_interval: 100ms, retry_count: 1}\n" + more,
                "    - {name: all, backends: [{url: \"%s\", health_check_path: /health}]}\n"
                    .formatted(origin.url()))) {
      await()
          .untilAsserted(() ->
              assertThat(RawHttpClient.get(gateway.port(), "/proxy-status").body())
                  .contains("\"healthy\":" + well)
                  .contains(well ? "\"last_error\":null" : "unable to find valid certification"));
      await().until(() -> well != origin.requests().isEmpty());
    }
  }

  /** R80: a certificate that is trusted for another name is of no use. */
  @Test
  void verifiesTheNameOfABackend() throws Exception {
    try (var origin = secured(elsewhere, false);
        var gateway = start(1, tls("ca_file", elsewhere.certificate()), origin.url());
        var byName =
            start(
                1, tls("ca_file", elsewhere.certificate()), "https://localhost:" + origin.port())) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(502);
      assertThat(RawHttpClient.get(byName.port(), "/").status()).isEqualTo(502);
      assertThat(origin.requests()).isEmpty();
    }
  }

  /** D39: the gateway shows its own certificate to a backend that asks for one. */
  @Test
  void showsItsCertificateToBackends() throws Exception {
    try (var origin = secured(server, true);
        var without = start(1, tls("ca_file", server.certificate()), origin.url());
        var with =
            start(
                1,
                tls("ca_file", server.certificate())
                    + "    cert_file: "
                    + client.certificate()
                    + "\n    key_file: "
                    + client.key()
                    + "\n",
                origin.url())) {
      assertThat(RawHttpClient.get(without.port(), "/").status()).isEqualTo(502);
      assertThat(RawHttpClient.get(with.port(), "/").status()).isEqualTo(200);
    }
  }

  /** Encrypted connections are kept like others, and break like others. */
  @Test
  void usesAnEncryptedConnectionAgain() throws Exception {
    try (var origin = secured(server, false);
        var gateway = start(1, tls("ca_file", server.certificate()), origin.url())) {
      for (var i = 0; i < 10; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/" + i).status()).isEqualTo(200);
      }

      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  /** A backend that takes the connection and does not shake hands costs the time to connect. */
  @Test
  void givesUpAHandshakeThatDoesNotEnd() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var gateway =
            start(1, "  connect_timeout: 300ms\n", "https://127.0.0.1:" + silent.getLocalPort())) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isIn(502, 504);
    }
  }

  /** A body that ends with its connection ends with a closure alert, or it was cut (D24). */
  @ParameterizedTest
  @CsvSource({"TLSv1.2, true", "TLSv1.3, true", "TLSv1.2, false", "TLSv1.3, false"})
  void tellsACutFromTheEndOfABody(String protocol, boolean alerts) throws Exception {
    try (var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var gateway =
            start(
                1,
                tls("ca_file", server.certificate()),
                "https://127.0.0.1:" + listening.getLocalPort());
        var http = new RawHttpClient(gateway.port())) {
      http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      answerAndEnd(listening, protocol, alerts);

      if (alerts) {
        assertThat(http.response().body()).isEqualTo("abc");
      } else {
        assertThatThrownBy(http::response).isInstanceOf(IOException.class);
      }
    }
  }

  private static void answerAndEnd(ServerSocket listening, String protocol, boolean alerts)
      throws Exception {
    try (var plain = listening.accept()) {
      var socket =
          (SSLSocket) server.trusting(client).getSocketFactory().createSocket(plain, null, false);
      socket.setUseClientMode(false);
      socket.setEnabledProtocols(new String[] {protocol});
      var head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) socket.getInputStream().read());
      }
      OriginServer.write(socket.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\nabc");
      if (alerts) {
        socket.close();
      }
    }
  }

  /** Ten seconds for the first byte of a connection, and for the whole handshake of TLS. */
  @Test
  void cutsClientsThatNeverSpeak() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = start(1, "", origin.url());
        var silent = new RawHttpClient(gateway.port());
        var secret = new RawHttpClient(gateway.addresses().get(1).getPort());
        var begun = new RawHttpClient(gateway.addresses().get(1).getPort())) {
      begun.send("\u0016\u0003\u0001\u0001\u0000\u0001");

      assertThat(silent.rest()).isEmpty();
      assertThat(secret.rest()).isEmpty();
      assertThat(begun.rest()).doesNotContain("HTTP");
      assertThat(origin.requests()).isEmpty();
    }
  }

  /** A hello of more than 16 KiB is refused by an alert, without waiting for the rest of it. */
  @Test
  void refusesAHelloThatIsTooLarge() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = start(1, "", origin.url());
        var large = new RawHttpClient(gateway.addresses().get(1).getPort())) {
      large.send(
          "\u0016\u0003\u0001\u0040\u0000\u0001\u0001\u0000\u0000\u0003\u0003"
              + "a".repeat(16_378));

      assertThat(large.rest()).startsWith("\u0015\u0003");
    }
  }

  /** One sentence for each file that cannot be used, before anything is bound. */
  @Test
  void saysWhichFileIsOfNoUse() throws Exception {
    var broken = Files.writeString(folder.resolve("broken.pem"), "no certificate\n");

    for (var files :
        new Path[][] {
          {folder.resolve("absent.crt"), server.key()},
          {server.certificate(), folder.resolve("absent.key")},
          {broken, server.key()},
          {server.certificate(), broken},
          {server.certificate(), client.key()},
        }) {
      assertThatThrownBy(() ->
              Servex.fromYaml(
                      "server: {https: \"127.0.0.1:0\", cert_file: %s, key_file: %s}\n"
                          .formatted(files[0], files[1]))
                  .start())
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(StartException.class),
              e -> assertThat(e).isInstanceOf(IllegalArgumentException.class))
          .hasMessageContaining("server.");
    }
  }

  private static String tls(String key, Path file) {
    return "  tls:\n    " + key + ": " + file + "\n";
  }

  /** A client that shakes no hands is cut, and costs nobody else anything. */
  @Test
  void servesOthersWhileOneDoesNotShakeHands() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = start(1, "", origin.url());
        var silent = new RawHttpClient(gateway.addresses().get(1).getPort())) {
      silent.send("\u0016\u0003\u0001");

      await()
          .untilAsserted(() -> {
            try (var http = new RawHttpClient(connect(gateway))) {
              http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
              assertThat(http.response().body()).isEqualTo("ok");
            }
          });
    }
  }
}
