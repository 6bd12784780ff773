package io.servex.core.accept;

import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts how the TLS handshakes of clients ended.
 *
 * <p><b>Threading:</b> for all event loops.
 */
public final class TlsHandshakes {
  private final Map<String, LongAdder> done =
      Map.of("TLSv1.2", new LongAdder(), "TLSv1.3", new LongAdder());
  private final LongAdder late = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder refused = new LongAdder();

  void follow(SslHandler handler) {
    handler
        .handshakeFuture()
        .addListener(future ->
            ended(
                future.isSuccess() ? handler.engine().getSession().getProtocol() : "",
                future.cause()));
  }

  private void ended(String protocol, @Nullable Throwable cause) {
    var counter = done.get(protocol);
    if (counter != null) {
      counter.increment();
    } else if (cause instanceof SslHandshakeTimeoutException) {
      late.increment();
    } else if (cause instanceof ClosedChannelException) {
      left.increment();
    } else {
      refused.increment();
    }
  }

  /** The versions that are counted. */
  public java.util.Set<String> versions() {
    return done.keySet();
  }

  /** The handshakes that came to an end with a version. */
  public long done(String version) {
    var counter = done.get(version);
    return counter == null ? 0 : counter.sum();
  }

  /** Those that took too long. */
  public long late() {
    return late.sum();
  }

  /** Those during which the client closed the connection. */
  public long left() {
    return left.sum();
  }

  /** Those whose sides had nothing in common, or whose bytes were no TLS. */
  public long refused() {
    return refused.sum();
  }
}
