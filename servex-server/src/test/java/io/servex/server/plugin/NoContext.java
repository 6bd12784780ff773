package io.servex.server.plugin;

import io.servex.api.plugin.Meters;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Offers what needs no gateway, and nothing else. */
public final class NoContext implements PluginContext {
  @Override
  public System.Logger logger() {
    return System.getLogger("test");
  }

  @Override
  public Meters meters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  @Override
  public Scheduler scheduler() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path dataDirectory() throws IOException {
    throw new IOException("no folder for data");
  }
}
