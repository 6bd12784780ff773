package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Range;

/** Creates {@link Maglev}, {@code load_balancing: maglev}. */
public final class MaglevProvider implements BalancingStrategyProvider<MaglevProvider.Config> {
  /** What is hashed, and how evenly. */
  public record Config(
      @Description(
              "What is hashed: `{header: X}`, `{cookie: X}`, `{query: X}` or `{path: true}`; the client's address where absent")
          @Default("{}")
          HashOn hashOn,
      @Description("Slots of the table; the next prime number is taken")
          @Default("65537")
          @Range(min = 2, max = 5_000_000)
          int tableSize,
      @Description("Bound of a backend's load, as a multiple of the average; 0 for none")
          @Default("0")
          @Range(min = 0, max = 1000)
          double maxLoad) {
    /** Checks the bound. */
    public Config {
      RingHashProvider.checkLoad(maxLoad);
    }
  }

  @Override
  public String type() {
    return "maglev";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new Maglev(config.hashOn().key(), config.tableSize(), config.maxLoad());
  }
}
