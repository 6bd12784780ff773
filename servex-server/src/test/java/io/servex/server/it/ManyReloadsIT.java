package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R48: reload after reload while everything runs that a gateway carries. {@code
 * -Dservex.reloads=100} makes as many, {@code -Dservex.rules=10000} with so many rules; the
 * distribution of the times that an endpoint of the gateway itself took is printed then.
 */
class ManyReloadsIT {
  private static final int RELOADS = Integer.getInteger("servex.reloads", 10);
  private static final int RULES = Integer.getInteger("servex.rules", 50);
  private static final int TUNNELS = 20;
  private static final int UPLOAD = 1 << 20;
  private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  /** Answers at once, tunnels what wants to, and sends events for as long as somebody listens. */
  private static OriginServer origin() throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      if (request.startsWith("GET /one/tunnel")) {
        OriginServer.write(
            out, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: e\r\n\r\n");
        socket.setSoTimeout(0);
        in.transferTo(out);
        return false;
      }
      if (request.startsWith("GET /one/events")) {
        OriginServer.write(out, EVENTS);
        for (var i = 0; true; i++) {
          OriginServer.write(out, "data: " + i + "\n\n");
          Thread.sleep(20);
        }
      }
      return OriginServer.write(out, OriginServer.ok(Integer.toString(request.length())));
    });
  }

  private static OriginServer slow() throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      Thread.sleep(1000);
      return OriginServer.write(out, OriginServer.ok("slow"));
    });
  }

  /** Every turn something else is different, but for the backends of two rules. */
  private static Servex gateway(
      int workers,
      int turn,
      OriginServer one,
      OriginServer fast,
      OriginServer slow,
      HealthOrigin ill) {
    var yaml =
        new StringBuilder(
            """
            server:
              http: "127.0.0.1:0"
              workers: %d
              read_timeout: 1h
              enable_health_endpoint: true
            logging: {disable_request_logging: true}
            proxy:
              enabled: true
              global_timeout: %dm
              health_check: {enabled: true, default_interval: 1h, retry_count: 1}
              rules:
                - name: one
                  path_prefix: /one
                  retry: {attempts: %d}
                  slow_start: %dms
                  backends: [{url: "%s"}]
                - name: measured
                  path_prefix: /measured
                  load_balancing: {type: peak_ewma, decay: 10m}
                  max_pending: %d
                  backends:
                    - {url: "%s"}
                    - {url: "%s"}
                    - {url: "%s", health_check_path: /health}
            """
                .formatted(
                    workers,
                    30 + turn,
                    1 + turn % 3,
                    turn % 4,
                    one.url(),
                    1 + turn,
                    fast.url(),
                    slow.url(),
                    ill.url()));
    for (var i = 0; i < RULES; i++) {
      yaml.append("    - {name: r").append(i).append(", path_prefix: /r").append(i * (turn % 2));
      yaml.append(", backends: [{url: \"").append(one.url()).append("\"}]}\n");
    }
    return Servex.fromYaml(yaml.toString());
  }

  /** A backend that is known to be slow is not tried anew after each of them. */
  @Test
  void forgetNoMeasurement() throws Exception {
    try (var one = origin();
        var fast = origin();
        var slow = slow();
        var ill = new HealthOrigin("ill")) {
      ill.answers("500 Internal Server Error");
      try (var gateway = gateway(1, 0, one, fast, slow, ill).start()) {
        await().until(() -> ill.probes().size() == 1);
        while (slow.requests().isEmpty()) {
          assertThat(RawHttpClient.get(gateway.port(), "/measured").status()).isEqualTo(200);
        }
        for (var turn = 1; turn <= 10; turn++) {
          gateway.reload(gateway(1, turn, one, fast, slow, ill));
          for (var i = 0; i < 4; i++) {
            assertThat(RawHttpClient.get(gateway.port(), "/measured").status()).isEqualTo(200);
          }
        }
        assertThat(slow.requests()).hasSizeLessThan(5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void costNothing(int workers) throws Exception {
    try (var one = origin();
        var fast = origin();
        var another = origin();
        var ill = new HealthOrigin("ill")) {
      ill.answers("500 Internal Server Error");
      try (var gateway = gateway(workers, 0, one, fast, another, ill).start()) {
        await().until(() -> ill.probes().size() == 1);
        warmUp(gateway.port());
        var toIll = ill.traffic().size();
        var connections = another.connections();
        try (var traffic = new Traffic(gateway.port())) {
          for (var turn = 1; turn <= RELOADS; turn++) {
            var report = gateway.reload(gateway(workers, turn, one, fast, another, ill));
            assertThat(report.getLast()).startsWith("backends: 4 kept, 0 added, 0 drained");
            traffic.goOn(turn);
          }
          traffic.end();
        }
        assertThat(ill.traffic()).hasSize(toIll);
        assertThat(ill.probes()).hasSize(1);
        assertThat(another.connections()).isLessThanOrEqualTo(connections + 16);
      }
    }
  }

  /** So that connections wait. */
  private static void warmUp(int port) throws IOException {
    for (var i = 0; i < 50; i++) {
      assertThat(RawHttpClient.get(port, "/measured").status()).isEqualTo(200);
    }
  }

  /** All that runs meanwhile. */
  private static final class Traffic implements AutoCloseable {
    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<RawHttpClient> tunnels = new ArrayList<>();
    private final RawHttpClient upload;
    private final RawHttpClient events;
    private final AtomicInteger answers = new AtomicInteger();
    private final int[] histogram = new int[12];
    private final CountDownLatch begun = new CountDownLatch(6);
    private volatile boolean stopped;
    private int uploaded;

    Traffic(int port) throws Exception {
      this.port = port;
      for (var i = 0; i < TUNNELS; i++) {
        var tunnel = new RawHttpClient(port);
        tunnels.add(tunnel);
        tunnel.send(
            "GET /one/tunnel HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: e\r\n\r\n");
        while (!tunnel.line().isEmpty()) {
          Thread.onSpinWait();
        }
      }
      upload = new RawHttpClient(port);
      upload.send("POST /one HTTP/1.1\r\nHost: h\r\nContent-Length: " + UPLOAD + "\r\n\r\n");
      events = new RawHttpClient(port);
      for (var i = 0; i < 4; i++) {
        threads.add(Thread.ofVirtual().start(() -> guarded(this::ask)));
      }
      threads.add(Thread.ofVirtual().start(() -> guarded(this::follow)));
      threads.add(Thread.ofPlatform().start(() -> guarded(this::measure)));
      begun.await();
    }

    private interface Task {
      void run() throws Exception;
    }

    private void guarded(Task task) {
      try {
        task.run();
      } catch (Exception | AssertionError e) {
        synchronized (problems) {
          problems.add(e.toString());
        }
      }
    }

    private void ask() throws Exception {
      var client = new RawHttpClient(port);
      begun.countDown();
      for (var i = 0; !stopped; i++) {
        client = answered(client, i % 2 == 0 ? "/one" : "/measured");
        answers.incrementAndGet();
        LockSupport.parkNanos(1_000_000);
      }
      client.close();
    }

    /** Asks, and begins anew where a pressed gateway keeps no connection. */
    private RawHttpClient answered(RawHttpClient client, String path) throws IOException {
      client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
      var response = client.response();
      assertThat(response.status()).isEqualTo(200);
      if (!response.field("connection").equals("close")) {
        return client;
      }
      client.close();
      return new RawHttpClient(port);
    }

    /** Asks the gateway itself: what takes long there is a pause of an event loop, or of all. */
    private void measure() throws Exception {
      var client = new RawHttpClient(port);
      begun.countDown();
      while (!stopped) {
        var started = System.nanoTime();
        client = answered(client, "/health");
        var millis = (System.nanoTime() - started) / 1_000_000;
        histogram[Math.min(11, millis == 0 ? 0 : 64 - Long.numberOfLeadingZeros(millis))]++;
        LockSupport.parkNanos(1_000_000);
      }
      client.close();
    }

    /** Reads events, of which none may be missing. */
    private void follow() throws Exception {
      events.send("GET /one/events HTTP/1.1\r\nHost: h\r\n\r\n");
      var next = 0;
      while (!stopped) {
        var line = events.line();
        if (line.startsWith("data: ")) {
          assertThat(line).isEqualTo("data: " + next);
          next++;
          begun.countDown();
        }
      }
    }

    /** Every tunnel echoes, and a further part of the upload goes out. */
    void goOn(int turn) throws IOException {
      for (var tunnel : tunnels) {
        tunnel.send("turn" + turn);
        assertThat(tunnel.read(("turn" + turn).length())).isEqualTo("turn" + turn);
      }
      var next = Math.min(UPLOAD, (int) ((long) UPLOAD * turn / RELOADS));
      upload.send("x".repeat(next - uploaded));
      uploaded = next;
    }

    void end() throws Exception {
      assertThat(upload.response().status()).isEqualTo(200);
      stopped = true;
      for (var thread : threads) {
        thread.join();
      }
      assertThat(problems).isEmpty();
      assertThat(answers.get()).isPositive();
      if (System.getProperty("servex.reloads") != null) {
        System.out.println(
            answers
                + " answers; pauses below 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024 ms, and longer: "
                + Arrays.toString(histogram));
      }
    }

    @Override
    public void close() throws IOException {
      stopped = true;
      upload.close();
      events.close();
      for (var tunnel : tunnels) {
        tunnel.close();
      }
    }
  }
}
