package io.servex.plugin.cors;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link CorsFilter}, by the section {@code cors} or {@code {type: cors}}. */
public final class CorsFilterProvider implements FilterProvider<CorsConfig> {
  @Override
  public String type() {
    return "cors";
  }

  @Override
  public Class<CorsConfig> configType() {
    return CorsConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.CORS;
  }

  @Override
  public Filter create(CorsConfig config, PluginContext context) {
    return new CorsFilter(config);
  }
}
