package io.servex.testkit;

import io.servex.api.plugin.Meters;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a component is created with where there is no gateway: its clock stands still until it is
 * moved, and its numbers can be read.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class TestContext implements PluginContext, AutoCloseable {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Tasks tasks = new Tasks();
  private final @Nullable Path data;

  /** A context without a folder for data. */
  public TestContext() {
    this(null);
  }

  /**
   * A context with a folder for data.
   *
   * @param data made when it is asked for; null for none
   */
  public TestContext(@Nullable Path data) {
    this.data = data;
  }

  /**
   * Moves the clock.
   *
   * @param time how far
   */
  public void pass(Duration time) {
    var moved = now.updateAndGet(before -> before.plus(time));
    assert moved != null;
  }

  /**
   * The values of all series by their names and labels, as in {@code hits_total{by="a"}}.
   *
   * @return a copy
   */
  public Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    counters.forEach((name, count) -> values.put(name, (double) count.sum()));
    gauges.forEach((name, value) -> values.put(name, value.getAsDouble()));
    return values;
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("io.servex.plugin.test");
  }

  @Override
  public Meters meters() {
    return new Meters() {
      @Override
      public Counter counter(String name, String help, String... labels) {
        var full = name.endsWith("_total") ? name : name + "_total";
        return counters.computeIfAbsent(series(full, labels), none -> new LongAdder())::add;
      }

      @Override
      public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        gauges.put(series(name, labels), value);
      }
    };
  }

  private static String series(String name, String... labels) {
    var text = new StringBuilder(name);
    for (var i = 0; i + 1 < labels.length; i += 2) {
      text.append(i == 0 ? "{" : ",").append(labels[i]).append("=\"").append(labels[i + 1]);
      text.append(i + 2 < labels.length ? "\"" : "\"}");
    }
    return text.toString();
  }

  @Override
  public InstantSource clock() {
    return now::get;
  }

  @Override
  public RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  @Override
  public Scheduler scheduler() {
    return tasks;
  }

  @Override
  public Path dataDirectory() throws IOException {
    if (data == null) {
      throw new IOException("no folder for data");
    }
    return Files.createDirectories(data);
  }

  /** Interrupts all tasks. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }

  /** Runs tasks by the real time. */
  private final class Tasks implements Scheduler {
    @Override
    public void execute(Runnable task) {
      var started = start(task);
      assert started.isVirtual();
    }

    @Override
    public Task after(Duration delay, Runnable task) {
      return start(() -> {
        if (slept(delay)) {
          task.run();
        }
      })
          ::interrupt;
    }

    @Override
    public Task every(Duration pause, Runnable task) {
      return start(() -> {
        while (slept(pause)) {
          task.run();
        }
      })
          ::interrupt;
    }

    private Thread start(Runnable body) {
      var thread = Thread.ofVirtual().unstarted(body);
      threads.add(thread);
      thread.start();
      return thread;
    }

    private boolean slept(Duration time) {
      try {
        Thread.sleep(time);
        return true;
      } catch (InterruptedException e) {
        return false;
      }
    }
  }
}
