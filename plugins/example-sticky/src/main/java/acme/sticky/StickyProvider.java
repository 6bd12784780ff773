package acme.sticky;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.PluginContext;

/** Creates the strategy {@code acme.sticky}. */
public final class StickyProvider implements BalancingStrategyProvider<StickyConfig> {
  @Override
  public String type() {
    return "acme.sticky";
  }

  @Override
  public Class<StickyConfig> configType() {
    return StickyConfig.class;
  }

  @Override
  public BalancingStrategy create(StickyConfig config, PluginContext context) {
    return new Sticky(config.header());
  }
}
