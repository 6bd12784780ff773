package io.servex.server.wiring;

import io.servex.api.plugin.PluginContext;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** What the gateway offers to a component of one type. */
record HostContext(String type) implements PluginContext {
  @Override
  public System.Logger logger() {
    return System.getLogger("io.servex.plugin." + type);
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public RandomGenerator random() {
    return SharedRandom.INSTANCE;
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
