package io.servex.server.wiring;

import io.servex.server.plugin.Components;
import io.servex.server.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which plugins came and went, and which are of no use. */
final class InstalledLog {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledLog.class);

  private InstalledLog() {}

  static void write(Components before, Components now) {
    for (var plugin : now.plugins()) {
      if (!before.plugins().contains(plugin)) {
        log("plugin loaded", plugin);
      }
    }
    for (var plugin : before.plugins()) {
      if (!now.plugins().contains(plugin)) {
        log("plugin retired", plugin);
      }
    }
    for (var failure : now.failures()) {
      if (!before.failures().contains(failure)) {
        LOG.atError()
            .addKeyValue("plugin", failure.path().toString())
            .addKeyValue("error", failure.reason())
            .log("plugin not loaded");
      }
    }
  }

  private static void log(String event, Plugin plugin) {
    LOG.atInfo()
        .addKeyValue("plugin", plugin.path().toString())
        .addKeyValue("sha256", plugin.hash())
        .addKeyValue(
            "provides",
            String.join(
                ", ", plugin.components().stream().map(Plugin.Component::type).sorted().toList()))
        .log(event);
  }
}
