package io.servex.plugin.cache;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates the filter {@code cache}. */
public final class CacheFilterProvider implements FilterProvider<CacheConfig> {
  @Override
  public String type() {
    return "cache";
  }

  @Override
  public Class<CacheConfig> configType() {
    return CacheConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.CACHE;
  }

  @Override
  public Filter create(CacheConfig config, PluginContext context) {
    return new CacheFilter(config);
  }
}
