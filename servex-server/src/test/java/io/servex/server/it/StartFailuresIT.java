package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot start says why in a sentence, exits with 1, and leaves nothing running. */
class StartFailuresIT {
  @TempDir private static Path home;
  private static Program program;

  @BeforeAll
  static void unpack() throws Exception {
    program = Program.unpack(home);
  }

  private static Program.Said start(String yaml) throws Exception {
    Files.writeString(home.resolve("servex.yaml"), yaml);
    return program.run("bin/servex --config servex.yaml");
  }

  private static boolean free(int port) throws IOException {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    }
  }

  @Test
  void saysThatACertificateIsMissing() throws Exception {
    var port = GatewayProcess.freePort();
    var key = Files.writeString(home.resolve("server.key"), "");

    var said =
        start(
            """
            server:
              http: "127.0.0.1:%d"
              https: "127.0.0.1:0"
              cert_file: none.pem
              key_file: "%s"
            """
                .formatted(port, key));

    assertThat(said)
        .isEqualTo(
            new Program.Said(
                1,
                "",
                "servex.yaml:4:14  server.cert_file: none.pem (expected: a readable file)\n"
                    + "1 problem; nothing was started.\n"));
    assertThat(free(port)).isTrue();
  }

  @Test
  void saysThatABackendsNameIsUnknown() throws Exception {
    var port = GatewayProcess.freePort();

    var said =
        start(
            """
            server: {http: "127.0.0.1:%d"}
            proxy: {enabled: true, rules: [{path_prefix: /, backends: [{url: "http://nowhere.invalid"}]}]}
            """
                .formatted(port));

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err())
        .hasLineCount(1)
        .contains("\"level\":\"error\"", "servex cannot start", "nowhere.invalid")
        .doesNotContain("Exception");
    assertThat(free(port)).isTrue();
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var said = start("server: {http: '127.0.0.1:%d'}\n".formatted(taken.getLocalPort()));

      assertThat(said.code()).isEqualTo(1);
      assertThat(said.out()).isEmpty();
      assertThat(said.err())
          .hasLineCount(1)
          .contains(
              "\"level\":\"error\"", "servex cannot start", "127.0.0.1:" + taken.getLocalPort())
          .doesNotContain("Exception");
    }
  }
}
