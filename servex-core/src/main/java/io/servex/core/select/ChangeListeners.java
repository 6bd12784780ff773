package io.servex.core.select;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who wants to be told when the health of something changes.
 *
 * <p><b>Threading:</b> every method may be called from any thread; listeners run on the caller's.
 */
final class ChangeListeners {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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
