package io.servex.plugin.compression;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates the filter {@code compression}. */
public final class CompressionFilterProvider implements FilterProvider<CompressionConfig> {
  @Override
  public String type() {
    return "compression";
  }

  @Override
  public Class<CompressionConfig> configType() {
    return CompressionConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.COMPRESSION;
  }

  @Override
  public Filter create(CompressionConfig config, PluginContext context) {
    return new CompressionFilter(config);
  }
}
