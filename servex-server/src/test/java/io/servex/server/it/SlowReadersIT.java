package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.core.DataPlane;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that take their time cost the gateway their sockets, not its memory (R86). */
@ExtendWith(BufferAccounting.class)
class SlowReadersIT {
  private static final int CLIENTS = 16;
  private static final int MEBIBYTE = 1 << 20;
  private static final int EACH = 50;

  /** What may live in the gateway for one of them: its high-water mark, and what was just read. */
  private static final long ALLOWED = 1L << 20;

  /**
   * Each reads a mebibyte and waits for all others; all backends would send as fast as they can.
   */
  @Test
  void holdLittleMemory() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out, "HTTP/1.1 200 OK\r\nContent-Length: " + (long) EACH * MEBIBYTE + "\r\n\r\n");
              var part = new byte[1 << 16];
              for (var sent = 0L; sent < (long) EACH * MEBIBYTE; sent += part.length) {
                out.write(part);
              }
              out.flush();
              return true;
            });
        var gateway = Yaml.start(2, "", "", Yaml.rule("all", "/", "timeout: 1h", origin.url()))) {
      var clients = new ArrayList<RawHttpClient>();
      for (var i = 0; i < CLIENTS; i++) {
        var client = new RawHttpClient(gateway.port());
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        clients.add(client);
      }
      for (var client : clients) {
        assertThat(client.line()).startsWith("HTTP/1.1 200");
        while (!client.line().isEmpty()) {
          assertThat(DataPlane.liveBytes()).isLessThan(CLIENTS * ALLOWED);
        }
      }
      for (var round = 0; round < EACH; round++) {
        for (var client : clients) {
          client.skip(MEBIBYTE);
          assertThat(DataPlane.liveBytes()).isLessThan(CLIENTS * ALLOWED);
        }
      }
      for (var client : clients) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.line()).startsWith("HTTP/1.1 200");
        client.close();
      }
    }
  }
}
