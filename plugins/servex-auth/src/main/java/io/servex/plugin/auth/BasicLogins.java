package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import io.servex.api.filter.Response;
import io.servex.api.http.RequestHead;
import io.servex.plugin.auth.account.Accounts;
import io.servex.plugin.auth.account.AuthorizationField;
import io.servex.plugin.auth.account.Login;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows users by name and password in each request (RFC 7617). A password that was right is not
 * hashed again for a minute: a hash costs what a thousand requests do. Requests that come with the
 * same one from the same place while it is hashed wait for that result, and are one attempt.
 *
 * <p><b>Threading:</b> for all event loops; passwords are hashed by the threads of the accounts.
 */
final class BasicLogins implements Scheme {
  private static final int LONGEST = 2048;

  private final Accounts accounts;
  private final RightPasswords right;
  private final Map<String, CompletableFuture<Finding>> running = new ConcurrentHashMap<>();

  BasicLogins(Accounts accounts, RightPasswords right) {
    this.accounts = accounts;
    this.right = right;
  }

  @Override
  public Finding find(RequestHead request) {
    var credentials = AuthorizationField.credentials(request, "Basic ");
    if (credentials == null) {
      return Finding.NOTHING;
    }
    var login = credentials.length() > LONGEST ? null : login(credentials);
    if (login == null) {
      return Finding.REFUSED;
    }
    var wait = accounts.waitMillis(login, request.clientAddress());
    if (wait > 0) {
      return tooMany(wait);
    }
    var code = right.code(login);
    var known = right.find(code);
    return known != null
        ? new Finding.Known(known, BearerTokens.CREDENTIALS)
        : Finding.later(checked(code, login, request.clientAddress()));
  }

  private CompletionStage<Finding> checked(String code, Login login, String address) {
    var key = code + address;
    var mine = new CompletableFuture<Finding>();
    var before = running.putIfAbsent(key, mine);
    if (before != null) {
      return before;
    }
    var checking =
        accounts
            .check(login, address)
            .thenApply(result -> found(code, result))
            .whenComplete((finding, problem) -> {
              running.remove(key);
              if (problem == null) {
                mine.complete(finding);
              } else {
                mine.completeExceptionally(problem);
              }
            });
    assert checking != null;
    return mine;
  }

  private static @Nullable Login login(String credentials) {
    try {
      var bytes = Base64.getDecoder().decode(credentials.strip());
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      var colon = text.indexOf(':');
      return colon < 0 ? null : Login.of(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private Finding found(String code, Accounts.Checked result) {
    var user = result.user();
    if (user != null) {
      var identity = new Identity(user.id(), user.name(), user.roles());
      right.add(code, identity);
      return new Finding.Known(identity, BearerTokens.CREDENTIALS);
    }
    return result.waitMillis() == 0 ? Finding.REFUSED : tooMany(result.waitMillis());
  }

  private static Finding tooMany(long waitMillis) {
    return new Finding.Answered(
        Response.error(429, "too many attempts")
            .with("Retry-After", Long.toString((waitMillis + 999) / 1000)));
  }

  @Override
  public String challenge(boolean refused) {
    return "Basic realm=\"servex\", charset=\"UTF-8\"";
  }
}
