package io.servex.server.admin;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.BodyTooLargeException;
import io.servex.api.filter.ChangeableLists;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.plugin.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets an operator change lists of filters while the gateway runs. It stands before the filters
 * that it changes, so that nobody shuts the operator out, and asks for a token whatever the request
 * is about. No limit of the rate stands before it either, so that it has one of its own for tokens
 * that are wrong.
 *
 * <p><b>Threading:</b> immutable but for the lists; what it does it does off the event loop.
 */
public final class AdminFilter implements Filter {
  private static final int LONGEST_BODY = 16 * 1024;
  private static final String CHALLENGE = "Bearer realm=\"servex admin\"";
  private static final Verdict STRANGER =
      Verdict.respond(
          Response.error(401, "Admin token required").with("WWW-Authenticate", CHALLENGE));
  private static final AuditEvent DENIED =
      AuditEvent.of("admin.access", AuditEvent.Severity.HIGH, "access to the admin api denied");
  private static final AuditEvent GRANTED =
      AuditEvent.of("admin.access", AuditEvent.Severity.HIGH, "access to the admin api");

  private final byte[] token;
  private final TokenGuesses guesses;
  private final String path;
  private final AdminResource resource;

  /**
   * Guards lists.
   *
   * @param token what a request must carry
   * @param guesses who was wrong about it
   * @param path below which the lists are, without a slash at its end
   * @param filters the filters by their names
   */
  public AdminFilter(
      Secret token, TokenGuesses guesses, String path, Map<String, ChangeableLists> filters) {
    this.token = token.reveal().getBytes(StandardCharsets.UTF_8);
    this.guesses = guesses;
    this.path = path;
    this.resource = new AdminResource(new LinkedHashMap<>(filters));
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    var asked = request.path();
    if (!asked.startsWith(path)
        || asked.length() > path.length() && asked.charAt(path.length()) != '/') {
      return Verdict.CONTINUE;
    }
    var refused = refused(request.header("Authorization"), request.clientAddress());
    if (refused != null) {
      exchange.audit(DENIED);
      return refused;
    }
    exchange.audit(GRANTED);
    var change = new AtomicReference<@Nullable AuditEvent>();
    exchange.keep(change);
    var method = request.method();
    var below = asked.substring(path.length());
    var query = request.rawQuery();
    return Verdict.await(
        exchange
            .body(LONGEST_BODY)
            .thenApplyAsync(
                body -> {
                  var form = new Form(query).and(new String(body, StandardCharsets.UTF_8));
                  return resource.answer(method, below, form, change::set);
                },
                Thread::startVirtualThread)
            .exceptionally(AdminFilter::tooLong)
            .thenApply(Verdict::respond));
  }

  private static Response tooLong(Throwable problem) {
    if (problem instanceof CompletionException wrapped
        && wrapped.getCause() instanceof BodyTooLargeException) {
      return Response.error(413, "the body is longer than " + LONGEST_BODY + " bytes");
    }
    throw problem instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(problem);
  }

  /** Whoever shows no token guesses none, and costs nobody a guess. */
  private @Nullable Verdict refused(@Nullable String authorization, String client) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return STRANGER;
    }
    var wait = guesses.take(client);
    if (wait > 0) {
      return Verdict.respond(
          Response.error(429, "Too many wrong tokens, try again later")
              .with("Retry-After", String.valueOf(wait)));
    }
    var given = authorization.substring(7).strip().getBytes(StandardCharsets.ISO_8859_1);
    if (!MessageDigest.isEqual(token, given)) {
      return STRANGER;
    }
    guesses.right(client);
    return null;
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    if (exchange.kept() instanceof AtomicReference<?> change
        && change.get() instanceof AuditEvent event) {
      exchange.audit(event);
    }
  }
}
