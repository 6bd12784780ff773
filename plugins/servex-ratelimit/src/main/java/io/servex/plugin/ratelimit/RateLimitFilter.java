package io.servex.plugin.ratelimit;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.PathPatterns;
import io.servex.api.http.PathScope;
import io.servex.plugin.ratelimit.store.BucketStore;
import io.servex.plugin.ratelimit.store.Buckets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Refuses clients that ask too often, and tells all of them what they have left. It looks at heads
 * alone: a body is never touched.
 *
 * <p><b>Threading:</b> immutable but for the store, for all event loops.
 */
final class RateLimitFilter implements Filter {
  private final PathScope scope;
  private final AddressBlocks trusted;
  private final int prefix;
  private final List<Place> places = new ArrayList<>();
  private final @Nullable Limit everywhere;
  private final InstantSource clock;
  private final BucketStore store;
  private final AtomicBoolean closed = new AtomicBoolean();

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
   * @param store keeps the buckets of all limits, and is closed with the filter
   * @param clock the time of day
   */
  RateLimitFilter(RateLimitConfig config, BucketStore store, InstantSource clock) {
    this.scope = new PathScope(config.includePaths(), config.excludePaths());
    this.trusted = AddressBlocks.parse(config.trustedProxies());
    this.prefix = config.ipv6Prefix();
    this.clock = clock;
    this.store = store;
    for (var location : config.locations()) {
      var name = String.join(" ", location.paths());
      var limit = location.enabled() ? limit(location.settings(config.key()), name, config) : null;
      places.add(new Place(new PathPatterns(location.paths()), limit));
    }
    this.everywhere = config.everywhere().map(settings -> limit(settings, "", config)).orElse(null);
  }

  private Limit limit(LimitSettings settings, String name, RateLimitConfig config) {
    var buckets = (@Nullable Buckets) store.buckets(settings.limit(name, config.maxKeys()));
    if (buckets == null) {
      throw new IllegalArgumentException("store: " + config.store().type() + ": has no buckets");
    }
    return new Limit(settings, buckets, config.draftHeaders());
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
    if (closed.compareAndSet(false, true)) {
      store.close();
    }
  }
}
