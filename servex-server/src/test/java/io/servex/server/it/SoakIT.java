package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.servex.core.DataPlane;
import io.servex.server.Servex;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * R48, R86: backends that come and go, reloads, and clients that leave in every way, round after
 * round; at the end everything is where it was. {@code -Dservex.soak=100000} goes on for hours.
 */
@ExtendWith(BufferAccounting.class)
class SoakIT {
  private static final int ROUNDS = Integer.getInteger("servex.soak", 60);

  /** Until all that is loaded, compiled and cached once is there. */
  private static final int WARM_UP = 20;

  private static final String BIG = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n";
  private static final String TUNNEL =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";

  /**
   * What the process holds.
   *
   * @param heap in bytes, after a collection
   */
  private record Holdings(long descriptors, int threads, long classes, long heap, long buffers) {
    static Holdings now() {
      System.gc();
      var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Holdings(
          system.getOpenFileDescriptorCount(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          DataPlane.liveBytes());
    }
  }

  /** Answers, sends without end, tunnels; and resets whatever comes while it is down. */
  private static OriginServer origin(AtomicBoolean down) throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      if (down.get()) {
        socket.setSoLinger(true, 0);
        return false;
      }
      if (request.contains("Upgrade: echo")) {
        OriginServer.write(out, TUNNEL);
        in.transferTo(out);
        return false;
      }
      if (request.startsWith("GET /big")) {
        OriginServer.write(out, BIG);
        while (true) {
          OriginServer.write(out, "x".repeat(10_000));
        }
      }
      return OriginServer.write(out, OriginServer.ok("ok"));
    });
  }

  private static Servex gateway(int turn, OriginServer steady, OriginServer flapping) {
    return Servex.fromYaml(
        """
        server: {http: "127.0.0.1:0", workers: 2, idle_timeout: 300ms, enable_default_metrics: true}
        logging: {disable_request_logging: true}
        proxy:
          enabled: true
          idle_conn_timeout: 300ms
          health_check: {retry_count: 1, default_interval: 50ms}
          rules:
            - {name: big, path_prefix: /big, backends: [{url: "%s"}]}
            - name: turn-%d
              path_prefix: /turn
              backends: [{url: "%s"}]
            - name: all
              load_balancing: %s
              backends: [{url: "%s"}, {url: "%s", max_connections: %d}]
        """
            .formatted(
                steady.url(),
                turn % 3,
                steady.url(),
                turn % 2 == 0 ? "round_robin" : "least_connections",
                steady.url(),
                flapping.url(),
                1 + turn % 5));
  }

  private static void round(int port) throws IOException {
    try (var client = new RawHttpClient(port)) {
      for (var i = 0; i < 10; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        client.send(
            "PUT /turn HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
      }
    }
    // Clients that leave: inside an answer, a body, a head, a chunk, a tunnel, or before a word.
    leave(port, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n", true);
    leave(port, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc", false);
    leave(port, "GET / HTTP/1.1\r\nHo", false);
    leave(port, "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab", false);
    leave(port, "", false);
    for (var bad :
        new String[] {
          "GET / HTTP/1.1\r\n\r\n",
          "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nno\r\n",
        }) {
      try (var client = new RawHttpClient(port)) {
        client.send(bad);
        assertThat(client.response().status()).isEqualTo(400);
      }
    }
    try (var client = new RawHttpClient(port)) {
      client.send(
          "GET /turn HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nping");
      assertThat(client.response().status()).isEqualTo(101);
      assertThat(client.read(4)).isEqualTo("ping");
    }
  }

  private static void leave(int port, String sent, boolean afterALine) throws IOException {
    var client = new RawHttpClient(port);
    client.send(sent);
    if (afterALine) {
      assertThat(client.line()).contains("200");
    }
    client.reset();
  }

  @Test
  void leavesNothingBehind() throws Exception {
    var down = new AtomicBoolean();
    try (var steady = origin(new AtomicBoolean());
        var flapping = origin(down);
        var gateway = gateway(0, steady, flapping).start()) {
      rounds(gateway, steady, flapping, down, WARM_UP);
      var before = Holdings.now();

      rounds(gateway, steady, flapping, down, ROUNDS);

      await()
          .untilAsserted(() -> {
            var after = Holdings.now();
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
            assertThat(after.classes()).isLessThanOrEqualTo(before.classes() + 200);
            assertThat(after.heap()).isLessThan(before.heap() + (8 << 20));
            assertThat(after.buffers()).isLessThanOrEqualTo(before.buffers());
          });
    }
  }

  /** Some rounds, until the connections that they left behind are closed. */
  private static void rounds(
      Servex.Running gateway,
      OriginServer steady,
      OriginServer flapping,
      AtomicBoolean down,
      int rounds)
      throws Exception {
    for (var i = 0; i < rounds; i++) {
      down.set(i % 4 == 3);
      round(gateway.port());
      assertThat(gateway.reload(gateway(i, steady, flapping))).isNotEmpty();
    }
    down.set(false);
    await().until(() -> steady.openConnections() == 0 && flapping.openConnections() == 0);
  }
}
