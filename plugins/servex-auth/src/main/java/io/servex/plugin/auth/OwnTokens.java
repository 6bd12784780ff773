package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import io.servex.api.http.RequestHead;
import io.servex.plugin.auth.account.Accounts;
import java.util.List;

/**
 * Knows users by the access tokens that they got from this gateway.
 *
 * <p><b>Threading:</b> for all event loops; takes a few microseconds.
 */
final class OwnTokens implements Scheme {
  private static final List<String> CREDENTIALS = List.of(BearerField.NAME);

  private final Accounts accounts;

  OwnTokens(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Finding find(RequestHead request) {
    var token = BearerField.token(request);
    if (token == null) {
      return Finding.NOTHING;
    }
    var claims = accounts.access(token);
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
