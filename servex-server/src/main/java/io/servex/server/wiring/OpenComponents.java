package io.servex.server.wiring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be closed when the components of one generation go: their contexts, and those of them
 * that ask for it.
 *
 * <p><b>Threading:</b> filled by one thread while a generation is built; closed by any.
 */
final class OpenComponents {
  private static final Logger LOG = LoggerFactory.getLogger(OpenComponents.class);

  private final Map<Object, Held> held = new LinkedHashMap<>();

  /** What is held open for a key; the key is passed on with it, so that there is one of each. */
  private record Held(Object key, List<AutoCloseable> open) {}

  /** Holds something open for whatever the key stands for. */
  void hold(Object key, AutoCloseable open) {
    held.computeIfAbsent(key, one -> new Held(one, new ArrayList<>())).open.add(open);
  }

  /** Holds open what another generation holds open for a key; returns whether there was any. */
  boolean keep(Object key, @Nullable OpenComponents before) {
    var kept = before == null ? null : before.held.get(key);
    if (kept != null) {
      held.putIfAbsent(kept.key, kept);
    }
    return kept != null;
  }

  /** Closes what another generation does not hold open, the last one first. */
  void closeAllBut(@Nullable OpenComponents next) {
    allBut(next).forEach(Runnable::run);
  }

  /** The same for later, one after the other. */
  List<Runnable> allBut(@Nullable OpenComponents next) {
    var endings = new ArrayList<Runnable>();
    for (var one : List.copyOf(held.values()).reversed()) {
      if (next == null || next.held.get(one.key) != one) {
        one.open.reversed().forEach(open -> endings.add(() -> close(open)));
      }
    }
    return endings;
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("component not closed");
    }
  }
}
