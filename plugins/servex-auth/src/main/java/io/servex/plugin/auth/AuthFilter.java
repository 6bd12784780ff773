package io.servex.plugin.auth;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.plugin.auth.account.AccountEndpoints;
import io.servex.plugin.auth.account.AccountEvents;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends requests to rules that ask for it, and answers the endpoints of accounts,
 * whatever rule their path would go to.
 *
 * <p>What a client itself says in {@code X-User-*} never reaches a backend. Where a rule says
 * nothing about users, nothing else is looked at: what is in {@code Authorization} there may be
 * meant for the backend.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class AuthFilter implements Filter {
  private static final AuditEvent INVALID =
      AuditEvent.of("auth.token.invalid", AuditEvent.Severity.HIGH, "credentials refused");
  private static final AuditEvent UNAUTHORIZED =
      AuditEvent.of("auth.unauthorized", AuditEvent.Severity.HIGH, "no credentials");

  private final @Nullable AccountEndpoints endpoints;
  private final List<Scheme> schemes;
  private final boolean forwardsCredentials;
  private final List<AutoCloseable> parts;
  private final Verdict unknown;
  private final Verdict refused;

  /**
   * Combines ways to be known.
   *
   * @param endpoints answers what users ask for; null for nothing
   * @param schemes asked in this order; the first that finds something decides
   * @param forwardsCredentials whether backends get the credentials too
   * @param parts what is closed with the filter
   */
  AuthFilter(
      @Nullable AccountEndpoints endpoints,
      List<Scheme> schemes,
      boolean forwardsCredentials,
      List<? extends AutoCloseable> parts) {
    this.endpoints = endpoints;
    this.schemes = List.copyOf(schemes);
    this.forwardsCredentials = forwardsCredentials;
    this.parts = List.copyOf(parts);
    unknown = challenge("missing or invalid authorization token", false);
    refused = challenge("invalid token", true);
  }

  private Verdict challenge(String message, boolean tried) {
    var response = Response.error(401, message);
    for (var scheme : schemes) {
      var challenge = scheme.challenge(tried);
      if (!challenge.isEmpty()) {
        response = response.with("WWW-Authenticate", challenge);
      }
    }
    return Verdict.respond(response);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    exchange.removeHeaders(IdentityFields.PREFIX);
    if (endpoints != null) {
      var answer = endpoints.answer(exchange, BearerField.token(exchange.request()));
      if (answer != null) {
        return answer;
      }
    }
    var access = exchange.access();
    return access == null ? Verdict.CONTINUE : decided(exchange, access.required());
  }

  private Verdict decided(FilterExchange exchange, boolean required) {
    for (var scheme : schemes) {
      switch (scheme.find(exchange.request())) {
        case Finding.Nothing _ -> {
          // The next one may find something.
        }
        case Finding.Refused _ -> {
          exchange.audit(INVALID);
          return required ? refused : Verdict.CONTINUE;
        }
        case Finding.Known known -> {
          pass(exchange, known);
          return Verdict.CONTINUE;
        }
      }
    }
    if (!required) {
      return Verdict.CONTINUE;
    }
    exchange.audit(UNAUTHORIZED);
    return unknown;
  }

  private void pass(FilterExchange exchange, Finding.Known known) {
    exchange.identify(known.identity());
    IdentityFields.set(exchange, known.identity());
    if (!forwardsCredentials) {
      known.credentials().forEach(exchange::removeHeader);
    }
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    var event =
        endpoints == null ? null : AccountEvents.of(endpoints.name(exchange.request()), status);
    if (event != null) {
      exchange.audit(event);
    }
  }

  @Override
  public void close() {
    for (var part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
