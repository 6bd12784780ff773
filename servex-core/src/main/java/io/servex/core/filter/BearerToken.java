package io.servex.core.filter;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.http.RequestHead;
import io.servex.api.plugin.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Lets a request pass that carries the gateway's static token, as {@code Bearer T} or bare {@code
 * T} (RFC 6750 §2.1), and preflights (Fetch §4.8), which browsers send without credentials.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
public final class BearerToken implements Filter {
  private static final Verdict MISSING = refusal("Authorization header required");
  private static final Verdict MALFORMED = refusal("Invalid Authorization header format");
  private static final Verdict WRONG = refusal("Invalid auth token");

  private static final AuditEvent UNAUTHORIZED =
      AuditEvent.of("auth.unauthorized", AuditEvent.Severity.HIGH, "no token");
  private static final AuditEvent INVALID =
      AuditEvent.of("auth.token.invalid", AuditEvent.Severity.HIGH, "wrong token");

  private final byte[] token;

  /** Guards with a token. */
  public BearerToken(Secret token) {
    this.token = token.reveal().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Verdict refusal(String message) {
    return Verdict.respond(
        Response.error(401, message).with("WWW-Authenticate", "Bearer realm=\"servex\""));
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var value = exchange.request().header("Authorization");
    if (value == null && isPreflight(exchange.request())) {
      return Verdict.CONTINUE;
    }
    if (value == null) {
      exchange.audit(UNAUTHORIZED);
      return MISSING;
    }
    var space = value.indexOf(' ');
    if (space >= 0 && !value.substring(0, space).toLowerCase(Locale.ROOT).equals("bearer")) {
      exchange.audit(UNAUTHORIZED);
      return MALFORMED;
    }
    var given = value.substring(space + 1).getBytes(StandardCharsets.ISO_8859_1);
    if (MessageDigest.isEqual(token, given)) {
      return Verdict.CONTINUE;
    }
    exchange.audit(INVALID);
    return WRONG;
  }

  private static boolean isPreflight(RequestHead request) {
    return request.method().equals("OPTIONS")
        && request.header("Origin") != null
        && request.header("Access-Control-Request-Method") != null;
  }
}
