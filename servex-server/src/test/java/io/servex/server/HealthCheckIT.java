package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.it.Certificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D49: {@code --health-check} asks the gateway that the configuration describes. */
class HealthCheckIT {
  @TempDir private Path folder;

  /** What {@code --health-check} said: its exit code, then its words. */
  private String ask(String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("check.yaml"), yaml);
    var said = new ByteArrayOutputStream();
    var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    var code = new Main(stream, stream, Map.of()).run("-health-check", "-c", file.toString());
    return code + " " + said.toString(StandardCharsets.UTF_8);
  }

  private static String plain(int port) {
    return "server: {http: '127.0.0.1:%d', enable_health_endpoint: true, auth_token: t}\n"
        .formatted(port);
  }

  private static String secured(int port, Certificates files) {
    return "server: {https: '127.0.0.1:%d', cert_file: '%s', key_file: '%s', enable_health_endpoint: true}\n"
        .formatted(port, files.chain(), files.key());
  }

  @Test
  void asksThePlainListener() throws Exception {
    int port;
    try (var gateway = Servex.fromYaml(plain(0)).start()) {
      port = gateway.port();

      assertThat(ask(plain(port))).isEqualTo("0 healthy\n");
    }

    assertThat(ask(plain(port))).startsWith("1 servex: not healthy: 127.0.0.1:" + port + ": ");
  }

  @Test
  void asksTheListenerWithTlsAndKnowsItsCertificate() throws Exception {
    var own = Certificates.in(Files.createDirectory(folder.resolve("own")));
    var other = Certificates.in(Files.createDirectory(folder.resolve("other")));
    try (var gateway = Servex.fromYaml(secured(0, own)).start()) {
      assertThat(ask(secured(gateway.port(), own))).isEqualTo("0 healthy\n");
      assertThat(ask(secured(gateway.port(), other)))
          .startsWith("1 servex: not healthy: ")
          .contains("another certificate (expected: the one of server.cert_file)");
    }
  }

  @Test
  void givesUpOnAGatewayThatSaysNothing() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(ask(plain(silent.getLocalPort()))).startsWith("1 servex: not healthy: ");
    }
  }

  @Test
  void saysWhatItCannotAsk() throws Exception {
    assertThat(ask("server: {http: ':8080'}\n"))
        .isEqualTo(
            "1 servex: not healthy: server.enable_health_endpoint: false (expected: true)\n");
    assertThat(ask("server: {http: ':0', enable_health_endpoint: true}\n"))
        .isEqualTo("1 servex: not healthy: server.http: no port to ask (expected: a fixed one)\n");
  }
}
