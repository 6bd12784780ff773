package io.servex.core.select;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who wants to be told when the health of something changes; each once, in no order. Thousands of
 * rules may name one backend, and come and go together.
 *
 * <p><b>Threading:</b> every method may be called from any thread; listeners run on the caller's.
 */
final class ChangeListeners {
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

  void add(Runnable listener) {
    listeners.add(listener);
  }

  void remove(Runnable listener) {
    listeners.remove(listener);
  }

  void changed() {
    for (var listener : listeners) {
      listener.run();
    }
  }
}
