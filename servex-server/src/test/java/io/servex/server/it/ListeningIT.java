package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a gateway's port can use it from the first connection on. */
class ListeningIT {
  private static Servex gateway(int port, String others) {
    return Servex.fromYaml(
        """
        server: {http: "127.0.0.1:%d", workers: 2, enable_health_endpoint: true%s}
        logging: {disable_request_logging: true}
        """
            .formatted(port, others));
  }

  /** Lets a client try from before a start until after it, and says how often it was taken. */
  private static int tries(Callable<Boolean> client, Callable<AutoCloseable> start)
      throws Exception {
    var ended = new AtomicBoolean();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var times =
          threads.submit(() -> {
            var came = 0;
            while (!ended.get()) {
              if (client.call()) {
                came++;
              } else if (came > 0) {
                throw new IOException("refused after it was served " + came + " times");
              }
            }
            return came;
          });
      try (var _ = start.call()) {
        Thread.sleep(50);
        ended.set(true);
        return times.get();
      } finally {
        ended.set(true);
      }
    }
  }

  private static boolean served(int port) throws IOException {
    try {
      assertThat(RawHttpClient.get(port, "/health").status()).isEqualTo(200);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  @RepeatedTest(20)
  void refusesAndResetsNothingOnceItListens() throws Exception {
    var port = GatewayProcess.freePort();

    assertThat(tries(() -> served(port), () -> gateway(port, "").start())).isPositive();
  }

  /** Two gateways do not share a port, though the event loops of one do. */
  @Test
  void doesNotListenWhereAnotherGatewayDoes() throws Exception {
    try (var first = gateway(0, "").start()) {
      assertThatThrownBy(() -> gateway(first.port(), "").start())
          .hasMessageContaining("127.0.0.1:" + first.port());
    }
  }

  @Test
  void listensNowhereWhereOneOfItsPortsIsTaken(@TempDir Path folder) throws Exception {
    var certificates = Certificates.in(folder);
    var port = GatewayProcess.freePort();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var https =
          ", https: '127.0.0.1:%d', cert_file: '%s', key_file: '%s'"
              .formatted(taken.getLocalPort(), certificates.chain(), certificates.key());

      var connected =
          tries(
              () -> connects(port),
              () -> {
                assertThatThrownBy(() -> gateway(port, https).start())
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
                return () -> {};
              });

      assertThat(connected).isZero();
    }
  }

  private static boolean connects(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
