package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;

/** Creates {@link RingHash}, {@code load_balancing: ring_hash}. */
public final class RingHashProvider implements BalancingStrategyProvider<RingHashProvider.Config> {
  /** What is hashed, and how evenly. */
  public record Config(
      @Description(
              "What is hashed: `{header: X}`, `{cookie: X}`, `{query: X}` or `{path: true}`; the client's address where absent")
          @Default("{}")
          HashOn hashOn,
      @Description("Points on the ring of a backend with the largest weight")
          @Default("160")
          @Range(min = 1, max = 10_000)
          int replicas,
      @Description("Bound of a backend's load, as a multiple of the average; 0 for none")
          @Default("0")
          @Range(min = 0, max = 1000)
          double maxLoad) {
    /** Checks the bound. */
    public Config {
      checkLoad(maxLoad);
    }
  }

  static void checkLoad(double maxLoad) {
    var problems = new SettingProblems();
    problems.check(
        maxLoad == 0 || maxLoad >= 1, "max_load", maxLoad, "0 for no bound, or 1 or more");
    problems.raise();
  }

  @Override
  public String type() {
    return "ring_hash";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new RingHash(config.hashOn().key(), config.replicas(), config.maxLoad());
  }
}
