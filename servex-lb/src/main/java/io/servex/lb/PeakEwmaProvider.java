package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.SettingProblems;
import java.time.Duration;

/** Creates {@link PeakEwma}, {@code load_balancing: peak_ewma}. */
public final class PeakEwmaProvider implements BalancingStrategyProvider<PeakEwmaProvider.Config> {
  private static final Duration SHORTEST = Duration.ofMillis(10);

  /** How latency is judged. */
  public record Config(
      @Description("Time in which an observation fades to a third") @Default("10s") Duration decay,
      @Description("What a failure counts for at least, as if an answer had taken so long")
          @Default("1s")
          Duration failurePenalty) {
    /** Checks the times. */
    public Config {
      var problems = new SettingProblems();
      problems.check(decay.compareTo(SHORTEST) >= 0, "decay", decay, "10ms or more");
      problems.raise();
    }
  }

  @Override
  public String type() {
    return "peak_ewma";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new PeakEwma(
        config.decay().toNanos(),
        config.failurePenalty().toNanos(),
        context.random(),
        System::nanoTime);
  }
}
