package io.servex.plugin.staticfiles;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates the filter {@code static_files}. */
public final class StaticFilesFilterProvider implements FilterProvider<StaticFilesConfig> {
  @Override
  public String type() {
    return "static_files";
  }

  @Override
  public Class<StaticFilesConfig> configType() {
    return StaticFilesConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.FALLBACK;
  }

  @Override
  public Filter create(StaticFilesConfig config, PluginContext context) {
    return new StaticFilesFilter(config, context);
  }
}
