package io.servex.plugin.auth;

import com.nimbusds.jwt.SignedJWT;
import io.servex.api.filter.Identity;
import io.servex.api.http.RequestHead;
import io.servex.plugin.auth.account.Accounts;
import io.servex.plugin.auth.account.AuthorizationField;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows users by tokens in {@code Authorization: Bearer} (RFC 6750): those that this gateway made,
 * and those of issuers that it trusts. The token says who made it, and that one's keys alone are
 * tried (RFC 8725 §3.8).
 *
 * <p><b>Threading:</b> for all event loops; takes a few microseconds, and other signatures than
 * this gateway's own are checked by other threads.
 */
final class BearerTokens implements Scheme {
  /** The fields that a backend need not see. */
  static final List<String> CREDENTIALS = List.of(AuthorizationField.NAME);

  private static final int LONGEST = 16_384;

  private final @Nullable Accounts accounts;
  private final List<JwtIssuer> issuers;

  /**
   * Combines issuers.
   *
   * @param accounts makes tokens itself; null for nobody
   */
  BearerTokens(@Nullable Accounts accounts, List<JwtIssuer> issuers) {
    this.accounts = accounts;
    this.issuers = List.copyOf(issuers);
  }

  @Override
  public Finding find(RequestHead request) {
    var token = AuthorizationField.bearer(request);
    if (token == null) {
      return Finding.NOTHING;
    }
    if (issuers.isEmpty()) {
      return own(token);
    }
    if (token.length() > LONGEST) {
      return Finding.REFUSED;
    }
    try {
      var parsed = SignedJWT.parse(token);
      var made = parsed.getJWTClaimsSet();
      var by = made == null ? null : made.getIssuer();
      for (var issuer : issuers) {
        if (issuer.name().equals(by)) {
          return issuer.find(parsed);
        }
      }
      return own(token);
    } catch (ParseException | RuntimeException e) {
      return Finding.REFUSED;
    }
  }

  private Finding own(String token) {
    var claims = accounts == null ? null : accounts.access(token);
    return claims == null
        ? Finding.REFUSED
        : new Finding.Known(
            new Identity(claims.userId(), claims.name(), claims.roles()), CREDENTIALS);
  }

  @Override
  public String challenge(boolean refused) {
    return "Bearer realm=\"servex\"" + (refused ? ", error=\"invalid_token\"" : "");
  }
}
