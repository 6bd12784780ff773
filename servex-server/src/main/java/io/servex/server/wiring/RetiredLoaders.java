package io.servex.server.wiring;

import io.servex.server.plugin.Components;
import io.servex.server.plugin.Plugin;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The class loaders of plugins that are gone: what runs on them ends, and then they should be
 * collected. One that stays for long is held by something that its plugin has left behind.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
final class RetiredLoaders {
  private final List<WeakReference<ClassLoader>> retired = new ArrayList<>();

  /** One set of plugins took the place of another. */
  synchronized void swapped(Components before, Components now) {
    var inUse = now.plugins().stream().map(Plugin::loader).toList();
    for (var plugin : before.plugins()) {
      if (!inUse.contains(plugin.loader())) {
        retired.add(new WeakReference<>(plugin.loader()));
      }
    }
  }

  /** How many of them are not collected yet. */
  synchronized int inMemory() {
    retired.removeIf(reference -> reference.get() == null);
    return retired.size();
  }
}
