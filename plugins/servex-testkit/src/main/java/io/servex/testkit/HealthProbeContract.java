package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.health.ProbeResult;
import io.servex.api.health.ProbeTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a health probe owes the gateway.
 *
 * @param <C> the configuration record
 */
public abstract class HealthProbeContract<C extends Record>
    extends ComponentContract<HealthProbeProvider<C>, C> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For test classes. */
  protected HealthProbeContract() {}

  /**
   * Does what a backend does that is well.
   *
   * @param socket an accepted connection, closed afterwards
   * @throws IOException if the probe leaves
   */
  protected abstract void answer(Socket socket) throws IOException;

  /**
   * Whether the probe waits for an answer.
   *
   * @return false where a connection is enough
   */
  protected boolean waitsForAnAnswer() {
    return true;
  }

  /** What a backend does with a connection. */
  @FunctionalInterface
  private interface Backend {
    void serve(Socket socket) throws IOException, InterruptedException;
  }

  /** A backend, and the question about it. */
  private record Target(ServerSocket listening) implements ProbeTarget, AutoCloseable {
    @Override
    public URI url() {
      return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    @Override
    public String path() {
      return "/health";
    }

    @Override
    public Socket connect() throws IOException {
      return new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  private static Target target(Backend backend) throws IOException {
    var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var accepting =
        Thread.ofVirtual()
            .start(() -> {
              while (!listening.isClosed()) {
                try {
                  var socket = listening.accept();
                  var serving = Thread.ofVirtual().start(() -> serve(backend, socket));
                  assert serving.isVirtual();
                } catch (IOException e) {
                  return;
                }
              }
            });
    assert accepting.isVirtual();
    return new Target(listening);
  }

  private static void serve(Backend backend, Socket socket) {
    try (socket) {
      backend.serve(socket);
    } catch (IOException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  Object createAny() {
    return create();
  }

  private HealthProbe create() {
    var created = provider().create(config(), context());
    assertNotNull(created, "created nothing");
    return created;
  }

  /** A backend that is well passes, each time. */
  @Test
  public void passesABackendThatIsWell() throws Exception {
    var probe = create();
    try (var target = target(this::answer)) {
      for (var i = 0; i < 3; i++) {
        assertInstanceOf(ProbeResult.Passed.class, probe.probe(target));
      }
    }
  }

  /** A backend that refuses the connection does not pass. */
  @Test
  public void doesNotPassABackendThatIsNotThere() throws Exception {
    var target = new Target(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    target.close();

    assertNotPassed(create(), target);
  }

  /** A backend that closes the connection without an answer does not pass. */
  @Test
  public void doesNotPassABackendThatSaysNothing() throws Exception {
    assumeTrue(waitsForAnAnswer(), "a connection is enough");
    try (var target = target(socket -> {})) {
      assertNotPassed(create(), target);
    }
  }

  private static void assertNotPassed(HealthProbe probe, ProbeTarget target)
      throws InterruptedException {
    try {
      if (probe.probe(target) instanceof ProbeResult.Failed(var reason)) {
        assertTrue(reason.lines().count() == 1, "a reason of one line, not: " + reason);
      } else {
        fail("passes");
      }
    } catch (IOException e) {
      assertNotNull(e, "an attempt that failed");
    }
  }

  /** An attempt ends when its thread is interrupted. */
  @Test
  public void endsWhenItIsInterrupted() throws Exception {
    assumeTrue(waitsForAnAnswer(), "a connection is enough");
    var probe = create();
    var result = new AtomicReference<@Nullable ProbeResult>();
    try (var target = target(socket -> Thread.sleep(PATIENCE.multipliedBy(2)))) {
      var attempt =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  result.set(probe.probe(target));
                } catch (IOException e) {
                  result.set(null);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Thread.sleep(100);
      attempt.interrupt();

      assertTrue(attempt.join(PATIENCE), "goes on after its time");
      assertTrue(!(result.get() instanceof ProbeResult.Passed), "passes");
    }
  }

  /** Attempts on several backends run at once. */
  @Test
  public void serves8BackendsAtOnce() throws Exception {
    var probe = create();
    try (var target = target(this::answer)) {
      var waits =
          Crowd.run(thread -> {
            try {
              assertInstanceOf(ProbeResult.Passed.class, probe.probe(target));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assert waits >= 0;
    }
  }
}
