package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that take their time hold nothing but their own connection (R47, R86). */
@ExtendWith(BufferAccounting.class)
class SlowPeersIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int CHUNK = 1 << 16;
  private static final long WHOLE = 64L << 20;

  /** What the sockets of both sides and the gateway may hold of what nobody reads. */
  private static final long HELD = 24L << 20;

  /** R47: a byte now and then does not keep a head alive. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cutsAHeadThatDripsIn(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                workers,
                "  read_header_timeout: 400ms\n",
                "",
                Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      var sent = new CountDownLatch(1);
      var dripping =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var i = 0; i < 100; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: h\r\nX: y".substring(i % 30, i % 30 + 1));
                    sent.countDown();
                    Thread.sleep(30);
                  }
                } catch (IOException | InterruptedException e) {
                  sent.countDown();
                }
              });
      assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();

      assertThat(client.response().status()).isIn(400, 408);
      assertThat(client.closed()).isTrue();
      assertThat(origin.requests()).isEmpty();
      dripping.interrupt();
      dripping.join();
    }
  }

  /** R47: the whole request has a limit, however steadily its body comes. */
  @Test
  void cutsARequestThatTakesTooLong() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(1, "  read_timeout: 500ms\n", "", Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
      var sending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var i = 0; i < 100; i++) {
                    client.send("x".repeat(100));
                    Thread.sleep(20);
                  }
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });

      assertThat(client.response().status()).isEqualTo(408);
      sending.interrupt();
      sending.join();
    }
  }

  /** A body below 240 bytes in a second, for longer than five, is given up. */
  @Test
  void cutsABodyThatDripsIn() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
      var sending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var i = 0; i < 200; i++) {
                    client.send("x");
                    Thread.sleep(100);
                  }
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      await().atMost(15, TimeUnit.SECONDS).until(() -> !sending.isAlive() || client.answered());

      assertThat(client.response().status()).isEqualTo(408);
      sending.interrupt();
      sending.join();
    }
  }

  /** R47: the time between two requests has a limit. */
  @Test
  void closesAConnectionThatSpeaksNoMore() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(1, "  idle_timeout: 200ms\n", "", Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      assertThat(client.response().status()).isEqualTo(200);

      assertThat(client.closed()).isTrue();
    }
  }

  /** A client that reads nothing stops its backend, and gets everything in the end. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 67108864", "Transfer-Encoding: chunked", "X: y"})
  void stopsABackendWhoseClientDoesNotRead(String framing) throws Exception {
    var written = new AtomicLong();
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
              var chunked = framing.endsWith("chunked");
              for (var sent = 0L; sent < WHOLE; sent += CHUNK) {
                OriginServer.write(out, chunked ? "10000\r\n" : "");
                OriginServer.write(out, "0123456789abcdef".repeat(CHUNK / 16));
                OriginServer.write(out, chunked ? "\r\n" : "");
                written.addAndGet(CHUNK);
              }
              OriginServer.write(out, chunked ? "0\r\n\r\n" : "");
              return false;
            });
        var gateway = Yaml.start(1, "", "", Yaml.rule("all", "/", "timeout: 1h", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      stalls(written);

      assertThat(written.get()).isLessThan(HELD);
      assertThat(client.response().body()).hasSize((int) WHOLE).endsWith("89abcdef");
    }
  }

  /** A backend that reads nothing stops its client. */
  @Test
  void stopsAClientWhoseBackendDoesNotRead() throws Exception {
    var release = new CountDownLatch(1);
    var written = new AtomicLong();
    try (var origin =
            OriginServer.withoutBodies((request, in, out, socket) -> {
              assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
              for (var left = WHOLE; left > 0; left -= in.readNBytes(CHUNK).length) {
                assertThat(left).isPositive();
              }
              return OriginServer.write(out, OriginServer.ok("all"));
            });
        var gateway = Yaml.start(1, "", "", Yaml.rule("all", "/", "timeout: 1h", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + WHOLE + "\r\n\r\n");
      var sending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var sent = 0L; sent < WHOLE; sent += CHUNK) {
                    client.send("0123456789abcdef".repeat(CHUNK / 16));
                    written.addAndGet(CHUNK);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      stalls(written);

      assertThat(written.get()).isLessThan(HELD);
      release.countDown();
      sending.join();
      assertThat(client.response().body()).isEqualTo("all");
    }
  }

  /** A client that takes nothing of a stream holds its backend no longer than an idle one. */
  @ParameterizedTest
  @ValueSource(strings = {"text/event-stream", "text/plain"})
  void cutsAClientThatTakesNothing(String type) throws Exception {
    var gone = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n");
              try {
                while (true) {
                  OriginServer.write(out, "0123456789abcdef".repeat(CHUNK / 16));
                }
              } finally {
                gone.countDown();
              }
            });
        var gateway =
            Yaml.start(
                1,
                "  idle_timeout: 300ms\n",
                "  global_timeout: 1h\n",
                Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);

      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.line()).contains("200");
    }
  }

  /**
   * The last of an answer takes as long as its client, also where the connection ends with it: of
   * clients that pause at many places, some do where the backend has just finished.
   */
  @Test
  void endsNoAnswerBeforeItsClientHasIt() throws Exception {
    var length = 5 << 20;
    var step = 128 * 1024;
    try (var origin =
            new OriginServer((request, in, out, socket) ->
                OriginServer.write(out, OriginServer.ok("0123456789abcdef".repeat(length / 16))));
        var gateway = Yaml.startAll(1, origin.url())) {
      var clients = new ArrayList<RawHttpClient>();
      for (var i = 0; i < 32; i++) {
        var client = new RawHttpClient(gateway.port());
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        while (!client.line().isEmpty()) {
          assertThat(clients).hasSize(i);
        }
        assertThat(client.read(length - i * step)).hasSize(length - i * step);
        clients.add(client);
      }
      await().pollDelay(3, TimeUnit.SECONDS).until(() -> true);

      for (var i = 0; i < 32; i++) {
        assertThat(clients.get(i).read(i * step)).hasSize(i * step);
        assertThat(clients.get(i).closed()).isTrue();
        clients.get(i).close();
      }
    }
  }

  /** What a backend takes its time for is no fault of the client's (R47). */
  @Test
  void countsNoTimeInWhichTheBackendTakesNothing() throws Exception {
    var length = 32 << 20;
    try (var origin =
            OriginServer.withoutBodies((request, in, out, socket) -> {
              await().pollDelay(3500, TimeUnit.MILLISECONDS).until(() -> true);
              assertThat(in.readNBytes(length)).hasSize(length);
              return OriginServer.write(out, OriginServer.ok("all"));
            });
        var gateway =
            Yaml.start(1, "  read_timeout: 3s\n", "", Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
      for (var sent = 0; sent < length; sent += CHUNK) {
        client.send("0123456789abcdef".repeat(CHUNK / 16));
      }

      assertThat(client.response().body()).isEqualTo("all");
    }
  }

  /** Waits until nothing more is written for a while. */
  private static void stalls(AtomicLong written) {
    var last = new AtomicLong(-1);
    await()
        .pollInterval(300, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
  }

  /** D23: each part of a body of unknown length is passed on when it comes. */
  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "X: y"})
  void passesPartsOnAtOnce(String framing) throws Exception {
    var seen = new java.util.concurrent.Semaphore(0);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              var chunked = framing.endsWith("chunked");
              OriginServer.write(out, "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
              for (var i = 0; i < 5; i++) {
                OriginServer.write(out, chunked ? "1\r\n" + i + "\r\n" : "" + i);
                assertThat(seen.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
              }
              OriginServer.write(out, chunked ? "0\r\n\r\n" : "");
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);
      while (!client.line().isEmpty()) {
        assertThat(seen.availablePermits()).isZero();
      }
      for (var i = 0; i < 5; i++) {
        assertThat(client.read(6)).isEqualTo("1\r\n" + i + "\r\n");
        seen.release();
      }
      assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
    }
  }

  /** An upload that its client gives up is no upload for the backend. */
  @Test
  void cutsAnUploadThatItsClientGivesUp() throws Exception {
    var ends = new CountDownLatch(1);
    try (var origin =
            OriginServer.withoutBodies((request, in, out, socket) -> {
              try {
                assertThat(in.readAllBytes().length).isLessThan(100_000);
              } finally {
                ends.countDown();
              }
              return false;
            });
        var gateway = Yaml.startAll(1, origin.url())) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc");
        await().until(() -> !origin.requests().isEmpty());
      }

      assertThat(ends.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** D24 in the other direction: what comes too late after the head is an error, not an end. */
  @Test
  void cutsABodyThatTheBackendStopsSending() throws Exception {
    var never = new CountDownLatch(1);
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
              return never.await(20, TimeUnit.SECONDS);
            });
        var gateway =
            Yaml.start(
                1, "", "  stream_idle_timeout: 200ms\n", Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send(GET);

      assertThatThrownBy(client::response).isInstanceOf(IOException.class);
      never.countDown();
    }
  }
}
