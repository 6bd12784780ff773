package io.servex.testkit;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The counters inside objects: numbers that rise by one with each call. They are found by looking,
 * so that they can be set to where they wrap.
 */
final class Counters {
  private static final int DEPTH = 3;
  private static final int CALLS = 5;

  private final List<Counter> all = new ArrayList<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A number that can be read and set. */
  private record Counter(LongSupplier read, LongConsumer write, long largest) {}

  private Counters(Object... roots) {
    for (var root : roots) {
      look(root, DEPTH);
    }
  }

  /**
   * Sets the counters of some objects to where they wrap within a few calls.
   *
   * @param call what counts
   * @param roots where to look, and in what they refer to
   * @return how many there are
   */
  static int nearTheirEnd(Runnable call, Object... roots) {
    var counters = new Counters(roots).all;
    var rising = new ArrayList<>(counters);
    for (var i = 0; i < CALLS; i++) {
      var before = rising.stream().map(counter -> counter.read().getAsLong()).toList();
      call.run();
      var now = rising.stream().map(counter -> counter.read().getAsLong()).toList();
      for (var j = rising.size() - 1; j >= 0; j--) {
        if (now.get(j) - before.get(j) != 1) {
          rising.remove(j);
        }
      }
    }
    rising.forEach(counter -> counter.write().accept(counter.largest() - 2));
    return rising.size();
  }

  private void look(Object object, int depth) {
    switch (object) {
      case AtomicInteger number ->
          all.add(new Counter(number::get, value -> number.set((int) value), Integer.MAX_VALUE));
      case AtomicLong number -> all.add(new Counter(number::get, number::set, Long.MAX_VALUE));
      default -> {
        var ofTheJdk = object.getClass().getClassLoader() == null;
        if (depth > 0 && !ofTheJdk && !object.getClass().isArray() && seen.add(object)) {
          for (Class<?> type = object.getClass();
              type != Object.class;
              type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
              look(field, object, depth);
            }
          }
        }
      }
    }
  }

  private void look(Field field, Object owner, int depth) {
    try {
      if (Modifier.isStatic(field.getModifiers())) {
        return;
      }
      field.setAccessible(true);
      var type = field.getType();
      var fixed = Modifier.isFinal(field.getModifiers());
      if (!type.isPrimitive()) {
        var value = field.get(owner);
        if (value != null) {
          look(value, depth - 1);
        }
      } else if (!fixed && (type == int.class || type == long.class)) {
        all.add(
            new Counter(
                () -> read(field, owner),
                value -> write(field, owner, value),
                type == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE));
      }
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return;
    }
  }

  private static long read(Field field, Object owner) {
    try {
      return field.getLong(owner);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(Field field, Object owner, long value) {
    try {
      if (field.getType() == int.class) {
        field.setInt(owner, (int) value);
      } else {
        field.setLong(owner, value);
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
