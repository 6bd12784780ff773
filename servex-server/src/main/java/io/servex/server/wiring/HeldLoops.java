package io.servex.server.wiring;

import io.servex.core.accept.LoopWatchdog;
import io.servex.server.observe.ComponentMeters;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.Plugin;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which plugin holds an event loop: each time in the metrics, and once a minute for each
 * plugin in the log.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class HeldLoops implements LoopWatchdog.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLoops.class);
  private static final long LOG_EVERY_NANOS = 60_000_000_000L;
  private static final Named NOBODY = new Named("none", "");

  private final ComponentMeters meters;
  private final Map<String, Long> loggedAt = new ConcurrentHashMap<>();
  private volatile Map<String, Named> plugins = Map.of();

  /**
   * What is known of a module.
   *
   * @param plugin its jar or folder
   * @param types what the plugin provides, of which one was at work
   */
  private record Named(String plugin, String types) {}

  HeldLoops(ComponentMeters meters) {
    this.meters = meters;
  }

  /** These plugins are in force; those before may still run. */
  void inForce(Components components) {
    var named = new HashMap<>(plugins);
    for (var plugin : components.plugins()) {
      for (var component : plugin.components()) {
        var layer = component.provider().getClass().getModule().getLayer();
        if (layer != null) {
          layer.modules().forEach(module -> named.put(module.getName(), named(plugin)));
        }
      }
    }
    plugins = Map.copyOf(named);
  }

  private static Named named(Plugin plugin) {
    var types =
        plugin.components().stream()
            .map(Plugin.Component::type)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return new Named(String.valueOf(plugin.path().getFileName()), types);
  }

  @Override
  public void held(int loop, long nanos, StackTraceElement[] stack) {
    var frame = frame(stack);
    var named = frame == null ? NOBODY : plugins.getOrDefault(frame.getModuleName(), NOBODY);
    meters.stalled(named.plugin());
    if (frame != null && due(named.plugin())) {
      LOG.atWarn()
          .addKeyValue("loop", loop)
          .addKeyValue("held_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
          .addKeyValue("plugin", named.plugin())
          .addKeyValue("type", named.types())
          .addKeyValue("frame", frame.toString())
          .log("event loop held by a plugin");
    }
  }

  /** The innermost call of a plugin's own code. */
  private @Nullable StackTraceElement frame(StackTraceElement[] stack) {
    for (var element : stack) {
      if (element.getModuleName() != null && plugins.containsKey(element.getModuleName())) {
        return element;
      }
    }
    return null;
  }

  private boolean due(String plugin) {
    var now = System.nanoTime();
    var last = loggedAt.putIfAbsent(plugin, now);
    if (last == null) {
      return true;
    }
    return now - last >= LOG_EVERY_NANOS && loggedAt.replace(plugin, last, now);
  }
}
