package io.servex.server.wiring;

import io.servex.api.exchange.ExchangeListener;
import io.servex.server.StartException;
import io.servex.server.config.ConfigNode;
import io.servex.server.plugin.ComponentKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exchange listeners of one configuration. One that the next configuration describes in the
 * same words lives on there. They are closed with the other components.
 *
 * <p><b>Threading:</b> immutable once opened; every method may be called from any thread.
 */
final class Listening {
  private final Map<Identity, ExchangeListener> listeners = new LinkedHashMap<>();

  /**
   * What makes a listener the same.
   *
   * @param choice its type and settings, and the code that they are for
   * @param occurrence its number among those that are alike
   */
  private record Identity(String choice, int occurrence) {}

  private Listening() {}

  /**
   * Creates what a configuration asks for.
   *
   * @param choices the listeners in the order in which they are told
   * @param components creates them
   * @param before the listeners in force; null at the start
   * @throws StartException if one cannot be created
   */
  static Listening open(
      List<ConfigNode> choices, ComponentFactory components, @Nullable Listening before)
      throws StartException {
    var opened = new Listening();
    for (var i = 0; i < choices.size(); i++) {
      var choice = choices.get(i);
      var identity = opened.identity(components.identity(ComponentKind.LISTENER, choice));
      var kept = before == null ? null : before.listeners.get(identity);
      if (kept != null) {
        components.keep(identity);
      }
      opened.listeners.put(
          identity,
          kept != null
              ? kept
              : components.listener("exchange_listeners[" + i + "]", choice, identity));
    }
    return opened;
  }

  private Identity identity(String words) {
    var occurrence = 0;
    while (listeners.containsKey(new Identity(words, occurrence))) {
      occurrence++;
    }
    return new Identity(words, occurrence);
  }

  /** The listeners in the order in which they are told. */
  List<ExchangeListener> all() {
    return List.copyOf(listeners.values());
  }
}
