package io.servex.server.wiring;

import io.servex.core.select.BackendState;
import io.servex.core.select.RuleBackend;
import io.servex.server.observe.HealthMeters;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes down when one backend leaves rotation and when it comes back: once per change, whether
 * traffic or a check caused it.
 *
 * <p><b>Threading:</b> changes come on any thread, event loops among them; they are written down on
 * another, in their order.
 */
final class BackendWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BackendWatch.class);

  private final RuleBackend backend;
  private final HealthMeters meters;
  private final Executor writer;
  private final Runnable onChange = this::look;
  private boolean healthy = true;
  private boolean following;

  /**
   * Watches nothing yet.
   *
   * @param writer runs one task after the other, and may block
   */
  BackendWatch(RuleBackend backend, HealthMeters meters, Executor writer) {
    this.backend = backend;
    this.meters = meters;
    this.writer = writer;
  }

  synchronized void follow() {
    if (!following) {
      following = true;
      backend.onChange(onChange);
      look();
    }
  }

  /** Writes nothing down from now on. */
  synchronized void end() {
    following = false;
    backend.removeListener(onChange);
  }

  private synchronized void look() {
    var now = backend.healthy();
    if (now == healthy || !following) {
      return;
    }
    healthy = now;
    var reason = String.valueOf(backend.reason());
    writer.execute(() -> write(now, reason));
  }

  private void write(boolean now, String reason) {
    var url = backend.url().toString();
    meters.changed(url, now);
    if (now) {
      line(LOG.atInfo(), url).addKeyValue("healthy", true).log("backend recovered");
    } else {
      line(LOG.atError(), url)
          .addKeyValue("healthy", false)
          .addKeyValue("error", reason)
          .log("backend unhealthy");
    }
  }

  /** Names the backend, and which of its addresses where it has a name that may have several. */
  private LoggingEventBuilder line(LoggingEventBuilder line, String url) {
    var named = line.addKeyValue("component", "proxy").addKeyValue("backend", url);
    var key = backend.state().key();
    var bare = BackendState.key(backend.url());
    return key.equals(bare)
        ? named
        : named.addKeyValue("address", key.substring(bare.length() + 1));
  }
}
