package io.servex.plugin.filter;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link AccessFilter}, by the section {@code filter} or {@code {type: filter}}. */
public final class AccessFilterProvider implements FilterProvider<FilterConfig> {
  @Override
  public String type() {
    return "filter";
  }

  @Override
  public Class<FilterConfig> configType() {
    return FilterConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.ACCESS;
  }

  @Override
  public Filter create(FilterConfig config, PluginContext context) {
    return new AccessFilter(config, context);
  }
}
