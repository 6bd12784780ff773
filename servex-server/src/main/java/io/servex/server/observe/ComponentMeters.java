package io.servex.server.observe;

import io.servex.api.plugin.Meters.Counter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * The numbers that components keep. Those of one type that ask for the same series share it, and it
 * disappears with the last of them.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class ComponentMeters {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final String TOTAL = "_total";
  private static final Family FAILURES =
      Family.counter("servex_plugin_failures_total", "Calls of components that failed.");

  private static final Family EXCEEDED =
      Family.counter(
          "servex_plugin_budget_exceeded_total",
          "Times that a component failed more often within a minute than it may.");
  private static final Family QUARANTINES =
      Family.counter(
          "servex_plugin_quarantines_total",
          "Times that a component that nothing depends on was left alone for a minute.");
  private static final Family ALLOCATED =
      Family.counter(
          "servex_plugin_allocated_bytes_total",
          "Bytes that calls of a warm component allocated on event loops, estimated from samples.");
  private static final Family STALLS =
      Family.counter(
          "servex_event_loop_stalls_total",
          "Times that an event loop was held for more than 100 ms, by plugin.");

  private final Meters meters;
  private final Map<Key, Shared> shared = new HashMap<>();

  /** What makes a series the same. */
  private record Key(String name, List<String> labels) {}

  /** A series, and how many components keep it. */
  private static final class Shared {
    final Family family;
    final Meters.Group group;
    final LongAdder count = new LongAdder();
    final List<DoubleSupplier> values = new CopyOnWriteArrayList<>();
    int users;

    Shared(Family family, Meters.Group group) {
      this.family = family;
      this.group = group;
    }

    /** No number where one of them cannot be had. */
    double sum() {
      try {
        var sum = 0.0;
        for (var value : values) {
          sum += value.getAsDouble();
        }
        return sum;
      } catch (Throwable e) {
        return Double.NaN;
      }
    }
  }

  /** Shows them among others. */
  public ComponentMeters(Meters meters) {
    this.meters = meters;
  }

  /** Counts a call of a component that failed. */
  public void failed(String kind, String type) {
    meters.counter(FAILURES, "kind", kind, "type", type).inc();
  }

  /** Counts a component that has failed too often. */
  public void exceeded(String kind, String type) {
    meters.counter(EXCEEDED, "kind", kind, "type", type).inc();
  }

  /** Counts a component that is left alone from now on. */
  public void quarantined(String kind, String type) {
    meters.counter(QUARANTINES, "kind", kind, "type", type).inc();
  }

  /** Counts what calls of a component allocated. */
  public void allocated(String kind, String type, long bytes) {
    meters.counter(ALLOCATED, "kind", kind, "type", type).inc(bytes);
  }

  /** Counts an event loop that was held, by the plugin that held it. */
  public void stalled(String plugin) {
    meters.counter(STALLS, "plugin", plugin).inc();
  }

  /** Opens the numbers of one component. */
  public Scope open(String type) {
    return new Scope("servex_" + type.replace('.', '_').replace('-', '_') + "_");
  }

  private synchronized Shared join(Family family, String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException(
          family.name() + ": " + labels.length + " labels (expected: names and values in turn)");
    }
    for (var i = 0; i < labels.length; i += 2) {
      check(labels[i]);
    }
    var known = shared.get(new Key(family.name(), List.of(labels)));
    if (known != null) {
      if (known.family.kind() != family.kind()) {
        throw taken(family);
      }
      known.users++;
      return known;
    }
    var others = meters.all().stream().map(Meters.Series::family);
    if (others.anyMatch(one -> one.name().equals(family.name()) && !ours(one, family))) {
      throw taken(family);
    }
    var made = new Shared(family, meters.group());
    if (family.kind() == Family.Kind.COUNTER) {
      made.group.counter(family, made.count::sum, labels);
    } else {
      made.group.gauge(family, made::sum, labels);
    }
    made.users++;
    shared.put(new Key(family.name(), List.of(labels)), made);
    return made;
  }

  /** Whether a family that is shown is one of a component, and of the same kind. */
  private boolean ours(Family shown, Family wanted) {
    return shown.kind() == wanted.kind()
        && shared.keySet().stream().anyMatch(key -> key.name().equals(shown.name()));
  }

  private static IllegalArgumentException taken(Family family) {
    return new IllegalArgumentException(family.name() + ": is taken (expected: another name)");
  }

  private static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          name + " (expected: lower-case words joined by underscores)");
    }
  }

  private synchronized void leave(Shared left) {
    left.users--;
    if (left.users == 0) {
      left.group.close();
      shared.values().remove(left);
    }
  }

  /** The numbers of one component. */
  public final class Scope implements io.servex.api.plugin.Meters, AutoCloseable {
    private final String prefix;
    private final List<Runnable> held = new ArrayList<>();

    private Scope(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
      check(name);
      var full = prefix + name + (name.endsWith(TOTAL) ? "" : TOTAL);
      var series = join(Family.counter(full, help), labels);
      hold(() -> leave(series));
      return series.count::add;
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
      check(name);
      var series = join(Family.gauge(prefix + name, help), labels);
      series.values.add(value);
      hold(() -> {
        series.values.remove(value);
        leave(series);
      });
    }

    private synchronized void hold(Runnable release) {
      held.add(release);
    }

    @Override
    public synchronized void close() {
      held.forEach(Runnable::run);
      held.clear();
    }
  }
}
