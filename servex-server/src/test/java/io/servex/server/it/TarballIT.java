package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped, as a process of its own: signals, and systems without native libraries. */
class TarballIT {
  private static final String HTTP = "server: {http: \"127.0.0.1:PORT\", workers: 2%s}\n";
  @TempDir Path folder;

  private static String rule(String server, String proxy, String url) {
    return HTTP.formatted(server)
        + "logging: {disable_request_logging: true}\n"
        + "proxy:\n  enabled: true\n"
        + proxy
        + "  rules: [{name: all, backends: [{url: \""
        + url
        + "\"}]}]\n";
  }

  /** R80, where there is no native TLS, on both sides; and no epoll. */
  @Test
  void servesWithTheJdkAloneWhereThereAreNoNativeLibraries() throws Exception {
    var server = TestCertificates.make(folder, "server", "dns:localhost,ip:127.0.0.1");
    var https = GatewayProcess.freePort();
    var sockets = server.trusting(server).getServerSocketFactory();
    var listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var files =
        ", https: \"127.0.0.1:%d\", cert_file: %s, key_file: %s"
            .formatted(https, server.certificate(), server.key());
    try (var origin =
            OriginServer.secured(
                listening,
                (request, in, out, socket) -> OriginServer.write(out, OriginServer.ok(request)));
        var gateway =
            new GatewayProcess(
                Files.createDirectory(folder.resolve("home")),
                "-Dio.netty.handler.ssl.noOpenSsl=true -Dio.netty.transport.noNative=true",
                rule(files, "  tls: {ca_file: " + server.certificate() + "}\n", origin.url()))) {
      for (var i = 0; i < 4; i++) {
        var socket =
            (SSLSocket)
                server
                    .trusting(server)
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), https);
        try (var client = new RawHttpClient(socket)) {
          for (var j = 0; j < 3; j++) {
            client.send("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n");
            client.send("x".repeat(50_000));

            assertThat(client.response().body())
                .contains("X-Forwarded-Proto: https\r\n")
                .endsWith("x".repeat(50_000));
          }
        }
        assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
      }
      gateway.terminate();
      assertThat(gateway.exit()).isZero();
    }
  }

  /** D58: a stop lets requests end, and accepts no more. */
  @Test
  void endsInOrder() throws Exception {
    var release = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
              return OriginServer.write(out, OriginServer.ok("ended"));
            });
        var gateway = new GatewayProcess(folder, "", rule("", "", origin.url()));
        var client = new RawHttpClient(gateway.port());
        var idle = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      await().until(() -> origin.requests().size() == 1);
      gateway.terminate();

      await().atMost(30, TimeUnit.SECONDS).until(idle::closed);
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> RawHttpClient.get(gateway.port(), "/"))
                  .isInstanceOf(IOException.class));
      release.countDown();
      var answer = client.response();
      assertThat(answer.body()).isEqualTo("ended");
      assertThat(client.closed()).isTrue();
      assertThat(gateway.exit()).isZero();
      assertThat(gateway.log()).doesNotContain("\"level\":\"error\"", "Exception");
    }
  }

  /** SIGUSR1 opens the log anew, after somebody has moved it away. */
  @Test
  void goesOnInANewLogAtTheSignal() throws Exception {
    var log = folder.resolve("requests.log");
    var moved = folder.resolve("moved.log");
    try (var origin = OriginServer.answering("ok");
        var gateway =
            new GatewayProcess(
                folder,
                "",
                rule("", "", origin.url())
                    .replace("disable_request_logging: true", "file: " + log))) {
      assertThat(RawHttpClient.get(gateway.port(), "/first").status()).isEqualTo(200);
      await().until(() -> Files.readString(log).contains("\"/first\""));

      Files.move(log, moved);
      gateway.signal("USR1");
      await().until(() -> Files.exists(log));
      assertThat(RawHttpClient.get(gateway.port(), "/second").status()).isEqualTo(200);

      await().until(() -> Files.readString(log).contains("\"/second\""));
      assertThat(Files.readString(moved)).contains("\"/first\"").doesNotContain("/second");
    }
  }

  /** A second signal does not wait. */
  @Test
  void endsAtOnceAtTheSecondSignal() throws Exception {
    var never = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> never.await(30, TimeUnit.SECONDS));
        var gateway = new GatewayProcess(folder, "", rule("", "", origin.url()));
        var client = new RawHttpClient(gateway.port());
        var idle = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      await().until(() -> origin.requests().size() == 1);
      gateway.terminate();
      await().atMost(30, TimeUnit.SECONDS).until(idle::closed);
      gateway.terminate();

      assertThat(gateway.exit()).isEqualTo(130);
      never.countDown();
    }
  }
}
