package io.servex.plugin.security;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates the filter {@code security}. */
public final class SecurityFilterProvider implements FilterProvider<SecurityConfig> {
  @Override
  public String type() {
    return "security";
  }

  @Override
  public Class<SecurityConfig> configType() {
    return SecurityConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.SECURITY_HEADERS;
  }

  @Override
  public Filter create(SecurityConfig config, PluginContext context) {
    return new SecurityFilter(config);
  }
}
