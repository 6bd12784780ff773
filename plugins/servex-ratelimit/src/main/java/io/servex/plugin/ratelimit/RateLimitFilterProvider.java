package io.servex.plugin.ratelimit;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;

/** Creates {@link RateLimitFilter}, by the section {@code rate_limit} or {@code filters}. */
public final class RateLimitFilterProvider implements FilterProvider<RateLimitConfig> {
  @Override
  public String type() {
    return "rate_limit";
  }

  @Override
  public Class<RateLimitConfig> configType() {
    return RateLimitConfig.class;
  }

  @Override
  public FilterPhase phase() {
    return FilterPhase.RATE_LIMIT;
  }

  @Override
  public FilterPhase phase(RateLimitConfig config) {
    return config.byUser() ? FilterPhase.USER_LIMIT : FilterPhase.RATE_LIMIT;
  }

  @Override
  public Filter create(RateLimitConfig config, PluginContext context) {
    var store = BucketStores.open(config.store(), context);
    try {
      return new RateLimitFilter(config, store, context.clock());
    } catch (RuntimeException | LinkageError e) {
      store.close();
      throw e;
    }
  }
}
