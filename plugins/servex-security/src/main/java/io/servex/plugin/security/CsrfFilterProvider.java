package io.servex.plugin.security;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates the filter {@code csrf}. */
public final class CsrfFilterProvider implements FilterProvider<CsrfConfig> {
  @Override
  public String type() {
    return "csrf";
  }

  @Override
  public Class<CsrfConfig> configType() {
    return CsrfConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.CSRF;
  }

  @Override
  public Filter create(CsrfConfig config, PluginContext context) {
    return new CsrfFilter(config, context);
  }
}
