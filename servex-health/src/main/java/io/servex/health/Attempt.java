package io.servex.health;

import io.servex.api.health.ProbeResult;
import io.servex.api.health.ProbeTarget;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a check, bounded in time whatever the probe does.
 *
 * <p><b>Threading:</b> the probe runs on a virtual thread of its own; {@link #make} waits for it.
 */
final class Attempt implements ProbeTarget {
  private final Check check;
  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable Thread thread;

  Attempt(Check check) {
    this.check = check;
  }

  /** Waits until its probe has ended, at most so long; returns whether it has. */
  boolean endsWithin(Duration most) throws InterruptedException {
    var running = thread;
    return running == null || running.join(most);
  }

  /**
   * Makes the attempt.
   *
   * @param permits bounds how many run at once; the wait for one does not count as the attempt's
   * @throws InterruptedException if the check is over
   */
  ProbeResult make(Semaphore permits) throws InterruptedException {
    permits.acquire();
    var task = new FutureTask<>(() -> run(permits));
    var running = Thread.ofVirtual().name("servex-probe").start(task);
    thread = running;
    try {
      return task.get(check.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      running.interrupt();
      return late(check);
    } catch (ExecutionException e) {
      return ProbeResult.failed(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      running.interrupt();
      throw e;
    }
  }

  private ProbeResult run(Semaphore permits) throws InterruptedException {
    try {
      return check.probe().probe(this);
    } catch (SocketTimeoutException e) {
      return late(check);
    } catch (IOException e) {
      return ProbeResult.failed(reason(e));
    } finally {
      permits.release();
      for (var socket : sockets) {
        close(socket);
      }
    }
  }

  static ProbeResult late(Check check) {
    return ProbeResult.failed("no answer within " + check.timeout().toMillis() + " ms");
  }

  private static String reason(IOException failure) {
    var message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      assert socket.isClosed() : e;
    }
  }

  @Override
  public URI url() {
    return check.backend();
  }

  @Override
  public String path() {
    return check.path();
  }

  @Override
  public Socket connect() throws IOException {
    var socket = check.dialer().dial(check.backend(), check.timeout());
    sockets.add(socket);
    return socket;
  }
}
