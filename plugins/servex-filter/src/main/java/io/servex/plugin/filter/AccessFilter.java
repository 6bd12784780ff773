package io.servex.plugin.filter;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.PathPatterns;
import io.servex.api.http.PathScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests by what is known of the client and of the request's head.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class AccessFilter implements Filter {
  private final PathScope scope;
  private final AddressBlocks trusted;
  private final List<Place> places = new ArrayList<>();
  private final Place everywhere;

  /**
   * Rules and where they apply.
   *
   * @param paths null for everywhere
   * @param rules the rules
   * @param refusal what is answered
   */
  private record Place(@Nullable PathPatterns paths, RuleSet rules, Verdict refusal) {}

  AccessFilter(FilterConfig config) {
    this.scope = new PathScope(config.includePaths(), config.excludePaths());
    this.trusted = AddressBlocks.parse(config.trustedProxies());
    for (var location : config.locations()) {
      places.add(
          new Place(
              new PathPatterns(location.paths()),
              new RuleSet(location.rules()),
              refusal(location.statusCode(), location.message())));
    }
    this.everywhere =
        new Place(
            null, new RuleSet(config.rules()), refusal(config.statusCode(), config.message()));
  }

  private static Verdict refusal(int status, String message) {
    return Verdict.respond(Response.error(status, message));
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var path = exchange.request().path();
    if (!scope.covers(path)) {
      return Verdict.CONTINUE;
    }
    var place = place(path);
    var address =
        trusted.isEmpty() ? exchange.request().clientAddress() : exchange.clientAddress(trusted);
    var refusal = place.rules().check(exchange.request(), address);
    return refusal == null ? Verdict.CONTINUE : place.refusal();
  }

  private Place place(String path) {
    for (var i = 0; i < places.size(); i++) {
      var paths = places.get(i).paths();
      if (paths != null && paths.match(path)) {
        return places.get(i);
      }
    }
    return everywhere;
  }
}
