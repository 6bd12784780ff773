package io.servex.plugin.auth;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link AuthFilter}, by the section {@code auth} or {@code {type: auth}}. */
public final class AuthFilterProvider implements FilterProvider<AuthConfig> {
  @Override
  public String type() {
    return "auth";
  }

  @Override
  public Class<AuthConfig> configType() {
    return AuthConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.AUTHENTICATION;
  }

  @Override
  public Filter create(AuthConfig config, PluginContext context) {
    return new AuthFilterParts(config, context).filter();
  }
}
