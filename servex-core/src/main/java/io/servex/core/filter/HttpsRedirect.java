package io.servex.core.filter;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.PathScope;
import io.servex.api.http.RequestHead;
import java.util.List;
import java.util.Map;

/**
 * Sends requests that came without TLS to the same place with it. A request that is no GET or HEAD
 * is redirected in a way that keeps its method (RFC 9110 §15.4.8, §15.4.9).
 *
 * <p>Whether TLS ended at a proxy in front is taken from the first of the fields that proxies use
 * for it, and only from a proxy that is trusted. The challenges of certificate authorities are
 * never redirected (RFC 8555 §8.3).
 *
 * <p><b>Threading:</b> immutable.
 */
public final class HttpsRedirect implements Filter {
  private static final String CHALLENGES = "/.well-known/acme-challenge/";
  private static final int DEFAULT_PORT = 443;

  /** What proxies say about the scheme, and the word for TLS, in the order of belief. */
  private static final List<Map.Entry<String, String>> SIGNALS =
      List.of(
          Map.entry("X-Forwarded-Proto", "https"),
          Map.entry("X-Forwarded-Ssl", "on"),
          Map.entry("X-Url-Scheme", "https"),
          Map.entry("Front-End-Https", "on"),
          Map.entry("X-Forwarded-Port", "443"));

  private final boolean permanent;
  private final String port;
  private final AddressBlocks trusted;
  private final PathScope scope;

  /**
   * Redirects.
   *
   * @param permanent 301 and 308 instead of 302 and 307
   * @param port where TLS is spoken
   * @param trusted proxies whose word about the scheme counts, beside those that all others trust
   * @param scope the paths that are redirected
   */
  public HttpsRedirect(boolean permanent, int port, AddressBlocks trusted, PathScope scope) {
    this.permanent = permanent;
    this.port = port == DEFAULT_PORT ? "" : ":" + port;
    this.trusted = trusted;
    this.scope = scope;
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    if (request.secure()
        || !scope.covers(request.path())
        || request.path().startsWith(CHALLENGES)
        || behindTls(exchange, request)) {
      return Verdict.CONTINUE;
    }
    if (request.host().isEmpty()) {
      return Verdict.respond(Response.error(400, "a Host is needed to redirect to https"));
    }
    var query = request.rawQuery();
    var path = request.rawPath();
    var location =
        "https://"
            + request.host()
            + port
            + (path.startsWith("/") ? path : "/")
            + (query == null ? "" : "?" + query);
    return Verdict.respond(Response.of(status(request.method())).with("Location", location));
  }

  private int status(String method) {
    var safe = method.equals("GET") || method.equals("HEAD");
    return permanent ? safe ? 301 : 308 : safe ? 302 : 307;
  }

  private boolean behindTls(FilterExchange exchange, RequestHead request) {
    if (trusted.isEmpty() || !trusted.contains(exchange.clientAddress(AddressBlocks.NONE))) {
      return false;
    }
    for (var signal : SIGNALS) {
      var said = request.header(signal.getKey());
      if (said != null) {
        return said.equalsIgnoreCase(signal.getValue());
      }
    }
    return false;
  }
}
