package io.servex.core.filter;

import io.servex.api.filter.Access;
import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;

/**
 * Lets requests of a rule pass whose sender some filter named, and who may send them. It stands
 * behind all that could name one, so that no mistake of theirs opens the rule.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class AccessGuard implements Filter {
  private static final Verdict UNKNOWN =
      Verdict.respond(
          Response.error(401, "missing or invalid authorization token")
              .with("WWW-Authenticate", "Bearer realm=\"servex\""));
  private static final Verdict FORBIDDEN =
      Verdict.respond(Response.error(403, "insufficient permissions"));

  private static final AuditEvent NOBODY =
      AuditEvent.of("auth.unauthorized", AuditEvent.Severity.HIGH, "nobody known");
  private static final AuditEvent OTHERS =
      AuditEvent.of("auth.forbidden", AuditEvent.Severity.HIGH, "not the roles of the rule");

  private final Access access;

  AccessGuard(Access access) {
    this.access = access;
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var identity = exchange.identity();
    if (identity == null) {
      return access.required() ? refuse(exchange, NOBODY, UNKNOWN) : Verdict.CONTINUE;
    }
    return access.permits(identity) ? Verdict.CONTINUE : refuse(exchange, OTHERS, FORBIDDEN);
  }

  private static Verdict refuse(FilterExchange exchange, AuditEvent event, Verdict refusal) {
    exchange.audit(event);
    return refusal;
  }
}
