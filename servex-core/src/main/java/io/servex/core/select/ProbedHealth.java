package io.servex.core.select;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What active checks of one path of a backend say, shared by all rules that name both. A backend
 * counts as well until they say otherwise.
 *
 * <p><b>Threading:</b> atomic; {@link #report} is called by whoever checks, everything else by all.
 */
public final class ProbedHealth {
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final ChangeListeners listeners = new ChangeListeners();

  /**
   * Says how the backend is.
   *
   * @param reason why it is not well; null when it is
   */
  public void report(@Nullable String reason) {
    var before = failure.getAndSet(reason);
    if (Objects.isNull(before) != Objects.isNull(reason)) {
      listeners.changed();
    }
  }

  /** Why the backend is not well; null when it is. */
  public @Nullable String failure() {
    return failure.get();
  }

  boolean well() {
    return failure.get() == null;
  }

  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }
}
