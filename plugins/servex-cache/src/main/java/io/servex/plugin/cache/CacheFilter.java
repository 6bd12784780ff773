package io.servex.plugin.cache;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.PathScope;
import io.servex.api.http.RequestHead;
import java.util.Locale;
import java.util.Set;

/**
 * Says how long answers to GET and HEAD may be kept, and answers with 304 whoever has kept one that
 * the configuration calls current. What the backend says goes first unless it is overridden: about
 * keeping as a whole, and about validators as a whole, so that no half of its word is left. What is
 * answered to somebody who is known, or shows credentials, is never opened to shared caches (RFC
 * 9111 §3.5).
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class CacheFilter implements Filter {
  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String EXPIRES = "Expires";
  private static final String ETAG = "ETag";
  private static final String LAST_MODIFIED = "Last-Modified";

  /** What may be kept at all unless it says otherwise (RFC 9110 §15.1), and is no failure. */
  private static final Set<Integer> KEPT =
      Set.of(200, 203, 204, 206, 300, 301, 304, 308, 404, 405, 410, 414);

  /** What is an answer with the content itself, or in its place. */
  private static final Set<Integer> CONTENT = Set.of(200, 203, 204, 206, 304);

  private final CacheConfig config;
  private final PathScope scope;
  private final Validators validators;
  private final Verdict unchanged;
  private final boolean open;

  CacheFilter(CacheConfig config) {
    this.config = config;
    this.scope = new PathScope(config.includePaths(), config.excludePaths());
    this.validators = Validators.of(config);
    this.unchanged = Verdict.respond(Response.of(304));
    var directives =
        Set.of(config.cacheControl().toLowerCase(Locale.ROOT).replace(" ", "").split(",", -1));
    this.open = !directives.contains("private") && !directives.contains("no-store");
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    return applies(request) && validators.unchanged(request) ? unchanged : Verdict.CONTINUE;
  }

  private boolean applies(RequestHead request) {
    return (request.method().equals("GET") || request.method().equals("HEAD"))
        && scope.covers(request.path());
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (!KEPT.contains(response.status()) || !applies(exchange.request())) {
      return;
    }
    if (!open || !authorised(exchange)) {
      keeping(response);
    }
    if (CONTENT.contains(response.status())) {
      validators(response);
    }
    vary(response);
  }

  private static boolean authorised(FilterExchange exchange) {
    return exchange.identity() != null || exchange.request().header("Authorization") != null;
  }

  private void keeping(ResponseHead response) {
    var said =
        response.header(CACHE_CONTROL) != null
            || response.header(EXPIRES) != null
            || response.header("Set-Cookie") != null;
    if (config.override() || !said) {
      set(response, CACHE_CONTROL, config.cacheControl());
      set(response, EXPIRES, config.expires());
    }
  }

  private void validators(ResponseHead response) {
    var said = response.header(ETAG) != null || response.header(LAST_MODIFIED) != null;
    if (config.override() || !said) {
      var tag = config.etag();
      // The same tag for the body as it is and for a coding of it can only be a weak one.
      var strong = tag.startsWith("\"") && response.header("Content-Encoding") != null;
      set(response, ETAG, strong ? "W/" + tag : tag);
      set(response, LAST_MODIFIED, config.lastModified());
    }
  }

  private static void set(ResponseHead response, String name, String value) {
    if (!value.isEmpty()) {
      response.setHeader(name, value);
    }
  }

  private void vary(ResponseHead response) {
    var known =
        String.join(",", response.headers("Vary")).toLowerCase(Locale.ROOT).replace(" ", "");
    for (var name : config.vary().split(",", -1)) {
      var added = name.strip();
      var here = ("," + known + ",").contains("," + added.toLowerCase(Locale.ROOT) + ",");
      if (!added.isEmpty() && !here && !known.equals("*")) {
        response.addHeader("Vary", added);
      }
    }
  }
}
