package io.servex.server.observe;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All series of the gateway: a registry by their full names, and beside it what the registry does
 * not know, the family and the labels.
 *
 * <p><b>Threading:</b> every method may be called from any thread; a series is created once and
 * kept by who records into it, so that none of this is on the way of a request.
 */
public final class Meters {
  private final MetricRegistry registry = new MetricRegistry();
  private final ConcurrentMap<String, Series> series = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Series> recorded = new ConcurrentHashMap<>();
  private final int loops;

  /**
   * One series.
   *
   * @param family what it belongs to
   * @param labels names and values in turn
   * @param metric its numbers
   */
  record Series(Family family, List<String> labels, Metric metric) {
    @Nullable String label(String name) {
      for (var i = 0; i < labels.size(); i += 2) {
        if (labels.get(i).equals(name)) {
          return labels.get(i + 1);
        }
      }
      return null;
    }
  }

  /** Makes an empty registry for so many event loops. */
  public Meters(int loops) {
    this.loops = loops;
  }

  /** The number of event loops that record. */
  int loops() {
    return loops;
  }

  /** The series of these labels, made if there is none. */
  LoopCounter counter(Family family, String... labels) {
    return (LoopCounter) existing(family, labels, () -> new LoopCounter(loops));
  }

  /** The series of these labels, made if there is none. */
  LoopHistogram histogram(Family family, String... labels) {
    return (LoopHistogram) existing(family, labels, () -> new LoopHistogram(loops));
  }

  private Metric existing(Family family, String[] labels, Supplier<Metric> maker) {
    return series
        .computeIfAbsent(
            name(family, labels),
            name -> {
              var metric = registry.register(name, maker.get());
              var made = new Series(family, List.of(labels), metric);
              recorded.put(name, made);
              return made;
            })
        .metric();
  }

  /** Removes the series that event loops record into whose label has none of these values. */
  void removeRecorded(String label, Set<String> values) {
    recorded.forEach((name, one) -> {
      var value = one.label(label);
      if (value != null && !values.contains(value) && recorded.remove(name, one)) {
        remove(name, one);
      }
    });
  }

  /** A group of series that disappear together. */
  public Group group() {
    return new Group();
  }

  /** Everything that is registered. */
  List<Series> all() {
    return List.copyOf(series.values());
  }

  /** The registry, for reporters of any kind. */
  public MetricRegistry registry() {
    return registry;
  }

  private static String name(Family family, String[] labels) {
    if (labels.length == 0) {
      return family.name();
    }
    var name = new StringBuilder(family.name()).append('{');
    for (var i = 0; i < labels.length; i += 2) {
      name.append(i == 0 ? "" : ",")
          .append(labels[i])
          .append("=\"")
          .append(labels[i + 1].replace("\"", "\\\""))
          .append('"');
    }
    return name.append('}').toString();
  }

  private synchronized void put(String name, Series added) {
    series.put(name, added);
    registry.remove(name);
    registry.register(name, added.metric());
  }

  private synchronized void remove(String name, Series removed) {
    if (series.remove(name, removed)) {
      registry.remove(name);
    }
  }

  /**
   * Series whose numbers are kept elsewhere, by something that may go away: a configuration that is
   * replaced, for one. A series that another group registered anew stays.
   */
  public final class Group implements AutoCloseable {
    private final List<Runnable> removals = new ArrayList<>();

    private Group() {}

    /** Adds a number that only rises. */
    public Group counter(Family family, LongSupplier value, String... labels) {
      return add(family, new SuppliedCounter(value), labels);
    }

    /** Adds a number that rises and falls. */
    public Group gauge(Family family, DoubleSupplier value, String... labels) {
      Gauge<Double> gauge = value::getAsDouble;
      return add(family, gauge, labels);
    }

    private synchronized Group add(Family family, Metric metric, String... labels) {
      var name = name(family, labels);
      var added = new Series(family, List.of(labels), metric);
      put(name, added);
      removals.add(() -> remove(name, added));
      return this;
    }

    /** Takes the series away again. */
    @Override
    public synchronized void close() {
      removals.forEach(Runnable::run);
      removals.clear();
    }
  }
}
