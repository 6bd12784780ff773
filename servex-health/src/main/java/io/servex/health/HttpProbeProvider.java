package io.servex.health;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.SettingProblems;
import java.util.List;
import java.util.Optional;

/** Provides {@code http}: see {@link HttpProbe}. */
public final class HttpProbeProvider implements HealthProbeProvider<HttpProbeProvider.Config> {
  /** What is expected of an answer. */
  public record Config(
      @Description("Statuses of a backend that is well: `204`, or `200-299`") @Default("[200-299]")
          List<String> expectedStatuses,
      @Description("Text that the body of a backend that is well contains")
          Optional<String> bodyContains) {
    /**
     * Checks the statuses.
     *
     * @throws IllegalArgumentException if there is none, or one cannot be read
     */
    public Config {
      var problems = new SettingProblems();
      problems.check(
          !expectedStatuses.isEmpty(), "expected_statuses", expectedStatuses, "at least one");
      problems.readEach("expected_statuses", expectedStatuses, StatusSet::range);
      problems.raise();
    }
  }

  @Override
  public String type() {
    return "http";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public boolean needsPath() {
    return true;
  }

  @Override
  public HealthProbe create(Config config, PluginContext context) {
    return new HttpProbe(
        StatusSet.parse(config.expectedStatuses()), config.bodyContains().orElse(null));
  }
}
