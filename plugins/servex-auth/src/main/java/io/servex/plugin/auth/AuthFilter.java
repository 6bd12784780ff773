package io.servex.plugin.auth;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends requests to rules that ask for it.
 *
 * <p>What a client itself says in {@code X-User-*} never reaches a backend. Where a rule says
 * nothing about users, nothing else is looked at: what is in {@code Authorization} there may be
 * meant for the backend.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class AuthFilter implements Filter {
  private static final AuditEvent UNAUTHORIZED =
      AuditEvent.of("auth.unauthorized", AuditEvent.Severity.HIGH, "no credentials");
  private static final AuditEvent INVALID =
      AuditEvent.of("auth.token.invalid", AuditEvent.Severity.HIGH, "credentials refused");

  private final @Nullable Filter endpoints;
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
      @Nullable Filter endpoints,
      List<Scheme> schemes,
      boolean forwardsCredentials,
      List<AutoCloseable> parts) {
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
  public @Nullable Filter endpoints() {
    return endpoints;
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    exchange.removeHeaders(IdentityFields.PREFIX);
    var access = exchange.access();
    return access == null ? Verdict.CONTINUE : decided(exchange, access.required());
  }

  private Verdict decided(FilterExchange exchange, boolean required) {
    for (var scheme : schemes) {
      var finding = scheme.find(exchange.request());
      if (!(finding instanceof Finding.Nothing)) {
        return verdict(finding, required);
      }
    }
    return verdict(Finding.NOTHING, required);
  }

  private Verdict verdict(Finding finding, boolean required) {
    return switch (finding) {
      case Finding.Nothing _ -> required ? unknown : Verdict.CONTINUE;
      case Finding.Refused _ -> required ? refused : Verdict.CONTINUE;
      case Finding.Answered(var response) ->
          required ? Verdict.respond(response) : Verdict.CONTINUE;
      case Finding.Known known -> Verdict.change(exchange -> pass(exchange, known));
      case Finding.Later(var later) ->
          Verdict.await(later.thenApply(found -> verdict(found, required)));
    };
  }

  private void pass(FilterExchange exchange, Finding.Known known) {
    exchange.identify(known.identity());
    IdentityFields.set(exchange, known.identity());
    if (!forwardsCredentials) {
      known.credentials().forEach(exchange::removeHeader);
    }
  }

  @Override
  public void close() {
    close(parts);
  }

  /** Reports who was turned away here, also when that was found out later. */
  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (exchange.access() == null || response.fromBackend()) {
      return;
    }
    if (response.status() == 401 && exchange.identity() == null) {
      var shown = schemes.stream().anyMatch(scheme -> scheme.shown(exchange.request()));
      exchange.audit(shown ? INVALID : UNAUTHORIZED);
    }
  }

  /** Closes all parts, whatever becomes of one of them. */
  static void close(List<AutoCloseable> parts) {
    RuntimeException problem = null;
    for (var part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        problem = new IllegalStateException("a part of the filter cannot be closed", e);
      }
    }
    if (problem != null) {
      throw problem;
    }
  }
}
