package io.servex.server.wiring;

import io.servex.api.plugin.Meters;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Scheduler;
import io.servex.server.observe.ComponentMeters;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** What the gateway offers to one component, until it is closed. */
final class HostContext implements PluginContext, AutoCloseable {
  private static final long LOG_EVERY_NANOS = 60_000_000_000L;

  private final String type;
  private final Host host;
  private final ComponentMeters.Scope meters;
  private final TaskThreads tasks;
  private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

  /** Offers what is there to a component of a type. */
  HostContext(String type, Host host) {
    this.type = type;
    this.host = host;
    this.meters = host.meters().open(type);
    this.tasks = new TaskThreads("servex-" + type, this::failed);
  }

  /** Counts each, and logs one a minute. */
  private void failed(Throwable problem) {
    host.meters().failed("task", type);
    var last = loggedAt.get();
    var now = System.nanoTime();
    if (now - last >= LOG_EVERY_NANOS && loggedAt.compareAndSet(last, now)) {
      logger().log(System.Logger.Level.ERROR, "task failed", problem);
    }
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("io.servex.plugin." + type);
  }

  @Override
  public Meters meters() {
    return meters;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public RandomGenerator random() {
    return SharedRandom.INSTANCE;
  }

  @Override
  public Scheduler scheduler() {
    return tasks;
  }

  @Override
  public Path dataDirectory() throws IOException {
    var data = host.data();
    if (data == null) {
      throw new IOException("no folder for data (expected: plugins.data_directory names it)");
    }
    var own = data.resolve(type);
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? Files.createDirectories(
            own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createDirectories(own);
  }

  /** Ends the tasks, then takes the numbers away. */
  @Override
  public void close() {
    tasks.close();
    meters.close();
  }

  /** Hands each thread its own generator. */
  private enum SharedRandom implements RandomGenerator {
    INSTANCE;

    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }
}
