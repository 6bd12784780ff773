package io.servex.plugin.ratelimit;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.PluginContext;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.function.LongSupplier;

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
    var random = new SecureRandom();
    var hash = new KeyHash(random.nextLong(), random.nextLong());
    var start = System.nanoTime();
    LongSupplier micros = () -> (System.nanoTime() - start) / 1000;
    var forgotten =
        context
            .meters()
            .counter(
                "forgotten_clients_total",
                "Clients forgotten for want of room before their bucket was full again.");
    var tables = new ArrayList<BucketTable>();
    var filter =
        new RateLimitFilter(
            config,
            rate -> {
              var table = new BucketTable(rate, config.maxKeys(), hash, micros, forgotten::add);
              tables.add(table);
              return table;
            },
            context.clock());
    context
        .meters()
        .gauge(
            "clients",
            "Clients whose bucket is kept.",
            () -> tables.stream().mapToLong(BucketTable::size).sum());
    return filter;
  }
}
