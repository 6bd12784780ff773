package io.servex.server.wiring;

import io.servex.core.select.RuleBackend;
import io.servex.server.observe.HealthMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down when one backend leaves rotation and when it comes back: once per change, whether
 * traffic or a check caused it.
 *
 * <p><b>Threading:</b> changes come on any thread, event loops among them.
 */
final class BackendWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BackendWatch.class);

  private final RuleBackend backend;
  private final HealthMeters meters;
  private final Runnable onChange = this::look;
  private boolean healthy = true;
  private boolean following;

  BackendWatch(RuleBackend backend, HealthMeters meters) {
    this.backend = backend;
    this.meters = meters;
  }

  synchronized void follow() {
    if (!following) {
      following = true;
      backend.onChange(onChange);
      look();
    }
  }

  void end() {
    backend.removeListener(onChange);
  }

  private synchronized void look() {
    var now = backend.healthy();
    if (now == healthy) {
      return;
    }
    healthy = now;
    var url = backend.url().toString();
    meters.changed(url, now);
    if (now) {
      LOG.atInfo()
          .addKeyValue("component", "proxy")
          .addKeyValue("backend", url)
          .addKeyValue("healthy", true)
          .log("backend recovered");
    } else {
      LOG.atError()
          .addKeyValue("component", "proxy")
          .addKeyValue("backend", url)
          .addKeyValue("healthy", false)
          .addKeyValue("error", String.valueOf(backend.reason()))
          .log("backend unhealthy");
    }
  }
}
