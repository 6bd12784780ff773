package io.servex.plugin.cors;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.PathScope;
import io.servex.api.http.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin resource sharing (Fetch §3.2). The gateway alone decides: what a backend says about
 * other origins is taken out of its answers, and a preflight never reaches one.
 *
 * <p><b>Threading:</b> immutable.
 */
final class CorsFilter implements Filter {
  private static final String REQUEST_METHOD = "Access-Control-Request-Method";
  private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  private static final String ALLOW_METHODS = "Access-Control-Allow-Methods";
  private static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
  private static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  private static final String MAX_AGE = "Access-Control-Max-Age";
  private static final String[] GATEWAYS = {
    ALLOW_ORIGIN, ALLOW_CREDENTIALS, ALLOW_METHODS, ALLOW_HEADERS, EXPOSE_HEADERS, MAX_AGE
  };
  private static final PreparedField VARY_ORIGIN = PreparedField.of("Vary", "Origin");
  private static final PreparedField VARY_METHOD = PreparedField.of("Vary", REQUEST_METHOD);
  private static final PreparedField VARY_HEADERS = PreparedField.of("Vary", REQUEST_HEADERS);
  private static final PreparedField ANY_ORIGIN = PreparedField.of(ALLOW_ORIGIN, "*");
  private static final PreparedField WITH_CREDENTIALS = PreparedField.of(ALLOW_CREDENTIALS, "true");

  private static final Response PERMITTED = Response.of(204);
  private static final Response FOREIGN = Response.error(403, "Origin not allowed");
  private static final Response BAD_METHOD =
      Response.error(403, "Method not allowed for this origin");
  private static final Response BAD_HEADER =
      Response.error(403, "Header not allowed for this origin");

  private final PathScope scope;
  private final Origins origins;
  private final @Nullable Set<String> methods;
  private final @Nullable Set<String> headers;
  private final String methodList;
  private final String headerList;
  private final String exposed;
  private final String maxAge;
  private final boolean credentials;
  private final boolean forAll;

  /**
   * What an answer tells the browser.
   *
   * @param origin who is allowed; empty for nobody
   * @param preflight whether the request only asked what it may
   * @param method the method that was asked for
   * @param headers the fields that were asked for
   */
  private record Grant(String origin, boolean preflight, String method, String headers) {}

  private static final Grant NOBODY = new Grant("", false, "", "");
  private static final Grant NOBODY_ASKED = new Grant("", true, "", "");
  private static final Grant ANYBODY = new Grant("*", false, "", "");

  CorsFilter(CorsConfig config) {
    scope = new PathScope(config.includePaths(), config.excludePaths());
    origins = new Origins(config.allowOrigins());
    credentials = config.allowCredentials();
    forAll = origins.any() && config.includePaths().isEmpty() && config.excludePaths().isEmpty();
    methods = names(config.allowMethods());
    headers = names(config.allowHeaders());
    methodList = String.join(", ", config.allowMethods());
    headerList = String.join(", ", config.allowHeaders());
    exposed = String.join(", ", config.exposeHeaders());
    maxAge = config.maxAge() == 0 ? "" : Integer.toString(config.maxAge());
  }

  /** Names in lower case, or null for any. */
  private static @Nullable Set<String> names(List<String> names) {
    return names.contains("*")
        ? null
        : names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    if (!scope.covers(request.path())) {
      return Verdict.CONTINUE;
    }
    var origin = request.header("Origin");
    var method =
        origin != null && request.method().equals("OPTIONS")
            ? request.header(REQUEST_METHOD)
            : null;
    if (origin == null) {
      exchange.keep(NOBODY);
      return Verdict.CONTINUE;
    }
    var allowed = allowed(request, origin);
    if (method == null) {
      exchange.keep(!allowed ? NOBODY : origins.any() ? ANYBODY : new Grant(origin, false, "", ""));
      return Verdict.CONTINUE;
    }
    return Verdict.respond(preflight(exchange, request, allowed ? origin : "", method));
  }

  private Response preflight(
      FilterExchange exchange, RequestHead request, String origin, String method) {
    exchange.keep(NOBODY_ASKED);
    if (origin.isEmpty()) {
      return FOREIGN;
    }
    if (methods != null && !methods.contains(method.toLowerCase(Locale.ROOT))) {
      return BAD_METHOD;
    }
    var asked = String.join(", ", request.headers(REQUEST_HEADERS));
    for (var name : asked.split(",", -1)) {
      var header = name.strip().toLowerCase(Locale.ROOT);
      if (headers != null && !header.isEmpty() && !headers.contains(header)) {
        return BAD_HEADER;
      }
    }
    exchange.keep(new Grant(origins.any() ? "*" : origin, true, method, asked));
    return PERMITTED;
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (!(exchange.kept() instanceof Grant grant)) {
      return;
    }
    if (response.fromBackend()) {
      for (var name : GATEWAYS) {
        response.removeHeader(name);
      }
    }
    varyByOrigin(response);
    if (grant.preflight()) {
      vary(response, VARY_METHOD);
      vary(response, VARY_HEADERS);
    }
    if (!grant.origin().isEmpty()) {
      allow(response, grant.origin());
      set(response, EXPOSE_HEADERS, grant.preflight() ? "" : exposed);
      if (grant.preflight()) {
        set(response, ALLOW_METHODS, methods == null ? grant.method() : methodList);
        set(response, ALLOW_HEADERS, headers == null ? grant.headers() : headerList);
        set(response, MAX_AGE, maxAge);
      }
    }
  }

  private void varyByOrigin(ResponseHead response) {
    if (!origins.any()) {
      vary(response, VARY_ORIGIN);
    }
  }

  private void allow(ResponseHead response, String origin) {
    if (origins.any()) {
      response.setHeader(ANY_ORIGIN);
    } else {
      response.setHeader(ALLOW_ORIGIN, origin);
    }
    if (credentials) {
      response.setHeader(WITH_CREDENTIALS);
    }
  }

  /** Of an answer that is the same for all, only what is the same for all origins and paths. */
  @Override
  public void rejected(boolean secure, ResponseHead response) {
    if (forAll) {
      response.setHeader(ANY_ORIGIN);
      set(response, EXPOSE_HEADERS, exposed);
    }
  }

  @Override
  public void rejected(RequestHead request, ResponseHead response) {
    if (forAll || !scope.covers(request.path())) {
      return;
    }
    varyByOrigin(response);
    var origin = request.header("Origin");
    if (origin != null && allowed(request, origin)) {
      allow(response, origin);
      set(response, EXPOSE_HEADERS, exposed);
    }
  }

  private boolean allowed(RequestHead request, String origin) {
    return request.headers("Origin").size() == 1 && origins.allow(origin);
  }

  private static void set(ResponseHead response, String name, String value) {
    if (!value.isEmpty()) {
      response.setHeader(name, value);
    }
  }

  /** Adds a name to {@code Vary} (RFC 9110 §12.5.5), unless it is there. */
  private static void vary(ResponseHead response, PreparedField field) {
    for (var line : response.headers(field.name())) {
      for (var known : line.split(",", -1)) {
        if (known.strip().equals("*") || known.strip().equalsIgnoreCase(field.value())) {
          return;
        }
      }
    }
    response.addHeader(field);
  }
}
