package io.servex.plugin.filter;

import io.servex.api.filter.ChangeableLists;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.PathPatterns;
import io.servex.api.http.PathScope;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests by what is known of the client and of the request's head. What is blocked at run
 * time is blocked on all paths that the filter applies to, those of locations among them.
 *
 * <p><b>Threading:</b> immutable but for the lists, for all event loops.
 */
final class AccessFilter implements Filter, ChangeableLists {
  private static final int MOST_ADDED = 10_000;
  private static final Duration TIMES_ARE_CHECKED = Duration.ofSeconds(1);

  private final PathScope scope;
  private final AddressBlocks trusted;
  private final List<Place> places = new ArrayList<>();
  private final Verdict refusal;
  private final RuntimeLists lists;
  private final Scheduler scheduler;
  private final AtomicBoolean timed = new AtomicBoolean();

  /**
   * Rules for some paths.
   *
   * @param paths where they apply
   * @param rules the rules
   * @param refusal what is answered
   */
  private record Place(PathPatterns paths, RuleSet rules, Verdict refusal) {}

  AccessFilter(FilterConfig config, PluginContext context) {
    this.scope = new PathScope(config.includePaths(), config.excludePaths());
    this.trusted = AddressBlocks.parse(config.trustedProxies());
    this.refusal = refusal(config.statusCode(), config.message());
    this.lists = new RuntimeLists(config.rules(), context.clock(), MOST_ADDED);
    this.scheduler = context.scheduler();
    for (var location : config.locations()) {
      places.add(
          new Place(
              new PathPatterns(location.paths()),
              new RuleSet(location.rules()),
              refusal(location.statusCode(), location.message())));
    }
  }

  private static Verdict refusal(int status, String message) {
    return Verdict.respond(Response.error(status, message));
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    var path = request.path();
    if (!scope.covers(path)) {
      return Verdict.CONTINUE;
    }
    var address = trusted.isEmpty() ? request.clientAddress() : exchange.clientAddress(trusted);
    var rules = lists.rules();
    var reason = rules.added().check(request, address);
    var place = place(path);
    if (reason == null) {
      reason = (place == null ? rules.everywhere() : place.rules()).check(request, address);
    }
    if (reason == null) {
      return Verdict.CONTINUE;
    }
    report(exchange, reason, address);
    return place == null ? refusal : place.refusal();
  }

  private @Nullable Place place(String path) {
    for (var i = 0; i < places.size(); i++) {
      if (places.get(i).paths().match(path)) {
        return places.get(i);
      }
    }
    return null;
  }

  /** Values of fields and parameters may be secrets: they are not reported. */
  private static void report(FilterExchange exchange, Refusal reason, String address) {
    var event = reason.event();
    switch (reason.part()) {
      case ADDRESS -> exchange.audit(event.with("filter_value", address));
      case USER_AGENT -> {
        var agent = exchange.request().header("User-Agent");
        exchange.audit(event.with("filter_value", agent == null ? "" : agent));
      }
      case HEADER, QUERY -> exchange.audit(event);
    }
  }

  @Override
  public List<String> lists() {
    return lists.lists();
  }

  @Override
  public List<Entry> entries(String list) {
    return lists.entries(list);
  }

  @Override
  public boolean add(String list, String value, @Nullable Duration ttl) {
    if (ttl != null && timed.compareAndSet(false, true)) {
      scheduler.every(TIMES_ARE_CHECKED, lists::prune);
    }
    return lists.add(list, value, ttl);
  }

  @Override
  public boolean remove(String list, String value) {
    return lists.remove(list, value);
  }

  @Override
  public int clear(String list) {
    return lists.clear(list);
  }
}
