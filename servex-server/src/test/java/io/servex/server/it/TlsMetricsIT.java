package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of TLS (R64). */
class TlsMetricsIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void countsHandshakesAndTellsWhenTheCertificateExpires(int workers) throws Exception {
    var certificates = Certificates.in(folder);
    try (var origin = OriginServer.answering("x");
        var gateway =
            Yaml.start(
                workers,
                certificates.yaml() + "  enable_default_metrics: true\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      var https = gateway.addresses().get(1).getPort();
      try (var socket = certificates.connect(https)) {
        socket
            .getOutputStream()
            .write(
                "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.1 200 OK\r\n");
      }
      try (var socket = new Socket("127.0.0.1", https)) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(64);
      }
      new Socket("127.0.0.1", https).close();

      await()
          .untilAsserted(() -> {
            var page = Scrape.of(gateway.port());
            assertThat(page.value("servex_tls_handshakes_total{version=\"TLSv1.3\"}")).isEqualTo(1);
            assertThat(page.value("servex_tls_handshakes_total{version=\"TLSv1.2\"}")).isZero();
            assertThat(page.value("servex_tls_handshake_failures_total{reason=\"refused\"}"))
                .isEqualTo(1);
            assertThat(page.value("servex_tls_handshake_failures_total{reason=\"closed\"}"))
                .isEqualTo(1);
            assertThat(page.value("servex_tls_handshake_failures_total{reason=\"timeout\"}"))
                .isZero();
            assertThat(page.value("servex_tls_certificate_expiry_timestamp_seconds"))
                .isEqualTo(certificates.certificate().getNotAfter().toInstant().getEpochSecond());
          });
    }
  }
}
