package io.servex.plugin.security;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.PathScope;
import io.servex.api.http.RequestHead;
import io.servex.api.plugin.PluginContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request that changes something pass only if it carries a genuine token twice: in the
 * cookie, which a browser adds by itself, and in a field of the head or of the form, which only a
 * page can add that was able to read the token. Browsers that have none get one with the answer to
 * a request that changes nothing.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class CsrfFilter implements Filter {
  /** How far the form's field may be from the beginning of the body. */
  private static final int PREFIX = 64 * 1024;

  private static final AuditEvent MISSING =
      AuditEvent.of("csrf.token.missing", AuditEvent.Severity.HIGH, "no csrf cookie of ours");
  private static final AuditEvent INVALID =
      AuditEvent.of("csrf.token.invalid", AuditEvent.Severity.HIGH, "no csrf token, or another");

  private final CsrfConfig config;
  private final CsrfTokens tokens;
  private final CsrfCookie cookie;
  private final PathScope scope;
  private final Set<String> safe;
  private final Verdict refusal;

  CsrfFilter(CsrfConfig config, PluginContext context) {
    this.config = config;
    this.tokens = new CsrfTokens(secret(config));
    this.cookie = new CsrfCookie(config, context.clock());
    this.scope = config.scope();
    this.safe = Set.copyOf(config.csrfSafeMethods());
    this.refusal = Verdict.respond(Response.error(403, config.csrfErrorMessage()));
  }

  private static byte[] secret(CsrfConfig config) {
    return config
        .csrfSecret()
        .map(secret -> secret.reveal().getBytes(StandardCharsets.UTF_8))
        .orElseGet(CsrfFilter::anySecret);
  }

  private static byte[] anySecret() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    var path = request.path();
    if (path.equals(config.csrfTokenEndpoint().orElse(null))) {
      return endpoint(request);
    }
    if (!scope.covers(path)) {
      return Verdict.CONTINUE;
    }
    var given = genuine(request);
    if (safe.contains(request.method())) {
      if (given == null) {
        exchange.keep(tokens.fresh(cookie.session(request)));
      }
      return Verdict.CONTINUE;
    }
    if (given == null) {
      exchange.audit(MISSING);
      return refusal;
    }
    var refused = new AtomicBoolean();
    exchange.keep(refused);
    return submitted(exchange, given, refused);
  }

  private @Nullable String genuine(RequestHead request) {
    var given = cookie.token(request);
    return given != null && tokens.genuine(given, cookie.session(request)) ? given : null;
  }

  private Verdict endpoint(RequestHead request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Verdict.respond(Response.error(405, "Method Not Allowed").with("Allow", "GET, HEAD"));
    }
    var given = genuine(request);
    var token = given == null ? tokens.fresh(cookie.session(request)) : given;
    return Verdict.respond(
        Response.json(200, "{\"csrf_token\": \"" + token + "\"}")
            .with("Cache-Control", "no-store")
            .with("Set-Cookie", cookie.write(token, request.secure())));
  }

  /** Looks for the token in the head, then in the form, then perhaps in the query. */
  private Verdict submitted(FilterExchange exchange, String expected, AtomicBoolean refused) {
    var request = exchange.request();
    var inHead = request.header(config.csrfTokenName());
    if (inHead != null) {
      return decide(refused, expected, inHead);
    }
    var query = request.rawQuery();
    var inQuery =
        query == null || !config.csrfAllowQuery()
            ? null
            : FormField.inPairs(config.csrfTokenName(), query);
    var type = request.header("Content-Type");
    if (type == null || !FormField.isForm(type) || exchange.bodyLength() == 0) {
      return decide(refused, expected, inQuery);
    }
    return Verdict.await(
        exchange
            .bodyPrefix(PREFIX)
            .thenApply(body -> {
              var inForm = FormField.find(config.csrfTokenName(), type, body);
              return decide(refused, expected, inForm == null ? inQuery : inForm);
            }));
  }

  private Verdict decide(AtomicBoolean refused, String expected, @Nullable String given) {
    if (given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
      return Verdict.CONTINUE;
    }
    refused.set(true);
    return refusal;
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    if (exchange.kept() instanceof AtomicBoolean refused && refused.get()) {
      exchange.audit(INVALID);
    }
  }

  /**
   * Hands out the token that was made for the browser. What a shared cache may keep must not carry
   * it: everybody would have the same one.
   */
  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (exchange.kept() instanceof String token) {
      var caching = response.header("Cache-Control");
      if (caching == null) {
        response.setHeader("Cache-Control", "private");
      } else if (shared(caching.toLowerCase(Locale.ROOT))) {
        return;
      }
      response.addHeader("Set-Cookie", cookie.write(token, exchange.request().secure()));
    }
  }

  private static boolean shared(String caching) {
    return caching.contains("public") || caching.contains("s-maxage");
  }
}
