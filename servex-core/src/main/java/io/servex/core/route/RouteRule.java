package io.servex.core.route;

import com.google.re2j.Pattern;
import io.servex.api.routing.RouteMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule's conditions as they are written; all of them must hold.
 *
 * @param name the rule's name
 * @param pathPrefix whole segments that the path begins with; a {@code *} at its end changes
 *     nothing
 * @param pathRegex searched in the decoded path, without an anchor
 * @param host a host name, perhaps with a port, perhaps with {@code *.} in front
 * @param headers field names and the value that one of their lines must have
 * @param methods methods in any case; empty for all
 * @param matchers further conditions
 */
public record RouteRule(
    String name,
    @Nullable String pathPrefix,
    @Nullable Pattern pathRegex,
    @Nullable String host,
    Map<String, String> headers,
    List<String> methods,
    List<RouteMatcher> matchers) {
  /** Copies the collections. */
  public RouteRule {
    headers = Map.copyOf(headers);
    methods = methods.stream().map(method -> method.toUpperCase(Locale.ROOT)).toList();
    matchers = List.copyOf(matchers);
  }
}
