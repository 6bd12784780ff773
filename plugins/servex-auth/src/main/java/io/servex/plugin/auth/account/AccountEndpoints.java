package io.servex.plugin.auth.account;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.plugin.auth.store.StoreUnavailableException;
import io.servex.plugin.auth.store.User;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What users ask for over HTTP: {@code register}, {@code login}, {@code refresh}, {@code logout}
 * and {@code me}, below one path, whatever rule that path would go to.
 *
 * <p><b>Threading:</b> called on event loops; nothing here blocks.
 */
public final class AccountEndpoints implements Filter {
  private static final int LONGEST_BODY = 8192;
  private static final Verdict NOT_FOUND = refusal(404, "404 page not found");
  private static final Response BAD_BODY = Response.error(400, "invalid request body");
  private static final Response TOO_LARGE = Response.error(413, "Request body too large");
  private static final Response BUSY =
      Response.error(503, "too many requests at once").with("Retry-After", "1");
  private static final Response UNAVAILABLE =
      Response.error(503, "authentication is unavailable").with("Retry-After", "5");
  private static final Verdict NO_REFRESH_TOKEN = refusal(401, "missing or invalid refresh token");
  private static final Response BAD_TOKEN = challenge("invalid token", ", error=\"invalid_token\"");
  private static final Verdict NO_TOKEN =
      Verdict.respond(challenge("missing or invalid authorization token", ""));

  private final String base;
  private final Accounts accounts;
  private final RefreshCookie cookie;

  /**
   * Answers below a path.
   *
   * @param base the path, without a slash at its end
   * @param cookieName where browsers keep refresh tokens
   */
  public AccountEndpoints(String base, String cookieName, Accounts accounts, InstantSource clock) {
    this.base = base + "/";
    this.accounts = accounts;
    this.cookie = new RefreshCookie(cookieName, base, clock);
    // Loads what the first request would load on an event loop.
    var nobody = Login.read("{}".getBytes(StandardCharsets.US_ASCII));
    assert nobody == null;
  }

  private static Verdict refusal(int status, String message) {
    return Verdict.respond(Response.error(status, message));
  }

  private static Response challenge(String message, String more) {
    return Response.error(401, message).with("WWW-Authenticate", "Bearer realm=\"servex\"" + more);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var path = exchange.request().path();
    if (!path.startsWith(base)) {
      return Verdict.CONTINUE;
    }
    var get = exchange.request().method().equals("GET");
    var post = exchange.request().method().equals("POST");
    var endpoint = path.substring(base.length());
    exchange.keep(endpoint);
    return switch (endpoint) {
      case "register" -> post ? withLogin(exchange, accounts::register) : NOT_FOUND;
      case "login" -> post ? withLogin(exchange, accounts::login) : NOT_FOUND;
      case "refresh" -> post ? refresh(exchange) : NOT_FOUND;
      case "logout" -> post ? logout(exchange) : NOT_FOUND;
      case "me" -> get ? me(AuthorizationField.bearer(exchange.request())) : NOT_FOUND;
      default -> Verdict.CONTINUE;
    };
  }

  /** Reports what became of it. */
  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (exchange.kept() instanceof String endpoint && !response.fromBackend()) {
      var event = AccountEvents.of(endpoint, response.status());
      if (event != null) {
        exchange.audit(event);
      }
    }
  }

  private Verdict withLogin(
      FilterExchange exchange, BiFunction<Login, String, CompletionStage<Outcome>> action) {
    if (exchange.bodyLength() > LONGEST_BODY) {
      return Verdict.respond(TOO_LARGE);
    }
    var address = exchange.request().clientAddress();
    var secure = exchange.request().secure();
    return Verdict.await(
        exchange
            .body(LONGEST_BODY)
            .handle((body, problem) ->
                problem == null
                    ? answered(body, login -> action.apply(login, address), secure)
                    : CompletableFuture.completedFuture(Verdict.respond(TOO_LARGE)))
            .thenCompose(Function.identity()));
  }

  private CompletionStage<Verdict> answered(
      byte[] body, Function<Login, CompletionStage<Outcome>> action, boolean secure) {
    var login = Login.read(body);
    return login == null
        ? CompletableFuture.completedFuture(Verdict.respond(BAD_BODY))
        : answered(action.apply(login).thenApply(outcome -> response(outcome, secure)));
  }

  private Verdict refresh(FilterExchange exchange) {
    var token = cookie.read(exchange.request());
    var claims = token == null ? null : accounts.refreshClaims(token);
    if (token == null || claims == null) {
      return NO_REFRESH_TOKEN;
    }
    var secure = exchange.request().secure();
    return Verdict.await(
        answered(accounts.refresh(claims, token).thenApply(out -> response(out, secure))));
  }

  private Verdict logout(FilterExchange exchange) {
    var gone = cookie.clear(Response.of(204), exchange.request().secure());
    var token = cookie.read(exchange.request());
    var claims = token == null ? null : accounts.refreshClaims(token);
    if (token == null || claims == null) {
      exchange.keep("");
      return Verdict.respond(gone);
    }
    return Verdict.await(answered(accounts.logout(claims, token).thenApply(ended -> gone)));
  }

  private Verdict me(@Nullable String bearer) {
    if (bearer == null) {
      return NO_TOKEN;
    }
    var claims = accounts.access(bearer);
    return claims == null
        ? Verdict.respond(BAD_TOKEN)
        : Verdict.await(
            answered(
                accounts
                    .user(claims)
                    .thenApply(user -> user.map(AccountEndpoints::shown).orElse(BAD_TOKEN))));
  }

  /**
   * Too much to do is an answer, and so is a store that is not there; any other problem is the
   * gateway's to count.
   */
  private static CompletionStage<Verdict> answered(CompletionStage<Response> response) {
    return response
        .exceptionally(e -> {
          var cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
          if (cause instanceof RejectedExecutionException) {
            return BUSY;
          }
          if (cause instanceof StoreUnavailableException) {
            return UNAVAILABLE;
          }
          throw new CompletionException(cause);
        })
        .thenApply(Verdict::respond);
  }

  private Response response(Outcome outcome, boolean secure) {
    return switch (outcome) {
      case Outcome.SignedIn(var user, var tokens, var added) -> {
        var fields = fields(user);
        fields.put("accessToken", tokens.access());
        var json = Response.json(added ? 201 : 200, JSONObjectUtils.toJSONString(fields));
        yield cookie.set(unstored(json), tokens.refresh(), tokens.refreshSeconds(), secure);
      }
      case Outcome.Refused(var status, var message, var retryAfter) -> {
        var error = Response.error(status, message);
        yield retryAfter == 0 ? error : error.with("Retry-After", Long.toString(retryAfter));
      }
    };
  }

  private static Response shown(User user) {
    return unstored(Response.json(200, JSONObjectUtils.toJSONString(fields(user))));
  }

  private static Map<String, Object> fields(User user) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", user.id());
    fields.put("username", user.name());
    fields.put("roles", user.roles());
    return fields;
  }

  /** What is one user's must not be kept for another (RFC 6749 §5.1). */
  private static Response unstored(Response response) {
    return response.with("Cache-Control", "no-store");
  }
}
