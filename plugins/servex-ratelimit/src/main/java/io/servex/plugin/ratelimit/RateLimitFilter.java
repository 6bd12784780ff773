package io.servex.plugin.ratelimit;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.PathPatterns;
import io.servex.api.http.PathScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses clients that ask too often, and tells all of them what they have left. It looks at heads
 * alone: a body is never touched.
 *
 * <p><b>Threading:</b> immutable but for the stores, for all event loops.
 */
final class RateLimitFilter implements Filter {
  private final PathScope scope;
  private final AddressBlocks trusted;
  private final int prefix;
  private final List<Place> places = new ArrayList<>();
  private final @Nullable Limit everywhere;
  private final InstantSource clock;

  /**
   * Paths with a limit of their own.
   *
   * @param paths the paths
   * @param limit null for none
   */
  private record Place(PathPatterns paths, @Nullable Limit limit) {}

  /**
   * Makes a filter.
   *
   * @param stores makes the store of each limit
   * @param clock the time of day
   */
  RateLimitFilter(RateLimitConfig config, Function<Rate, BucketStore> stores, InstantSource clock) {
    this.scope = new PathScope(config.includePaths(), config.excludePaths());
    this.trusted = AddressBlocks.parse(config.trustedProxies());
    this.prefix = config.ipv6Prefix();
    this.clock = clock;
    for (var location : config.locations()) {
      var limit =
          location.enabled()
              ? limit(location.settings(config.key()), stores, config.draftHeaders())
              : null;
      places.add(new Place(new PathPatterns(location.paths()), limit));
    }
    this.everywhere =
        config
            .everywhere()
            .map(settings -> limit(settings, stores, config.draftHeaders()))
            .orElse(null);
  }

  private static Limit limit(
      LimitSettings settings, Function<Rate, BucketStore> stores, boolean draft) {
    return new Limit(settings, stores.apply(settings.rate()), draft);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var limit = limit(exchange.request().path());
    if (limit == null) {
      return Verdict.CONTINUE;
    }
    var address =
        trusted.isEmpty() ? exchange.request().clientAddress() : exchange.clientAddress(trusted);
    return limit.request(exchange, LimitKey.network(address, prefix));
  }

  private @Nullable Limit limit(String path) {
    if (!scope.covers(path)) {
      return null;
    }
    for (var i = 0; i < places.size(); i++) {
      var place = places.get(i);
      if (place.paths().match(path)) {
        return place.limit();
      }
    }
    return everywhere;
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (exchange.kept() instanceof Limit.Use use) {
      var taken = use.taken();
      if (taken != null) {
        use.limit().tell(taken, response, clock.millis());
      }
    }
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    if (exchange.kept() instanceof Limit.Use use) {
      var taken = use.taken();
      if (taken != null && !taken.allowed()) {
        exchange.audit(use.limit().exceeded());
      }
    }
  }

  @Override
  public void close() {
    for (var place : places) {
      if (place.limit() != null) {
        place.limit().store().close();
      }
    }
    if (everywhere != null) {
      everywhere.store().close();
    }
  }
}
