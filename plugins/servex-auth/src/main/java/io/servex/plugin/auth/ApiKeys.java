package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import io.servex.api.http.RequestHead;
import io.servex.plugin.auth.account.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows programs by keys. Only hashes are compared, so that the time of a comparison says nothing
 * about a key.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class ApiKeys implements Scheme {
  private static final int LONGEST = 1024;

  private final String field;
  private final Map<String, Finding> byHash = new HashMap<>();

  /**
   * Knows the owners of keys.
   *
   * @param field where requests carry them
   */
  ApiKeys(String field, List<ApiKeyConfig> keys) {
    this.field = field;
    for (var key : keys) {
      var identity = new Identity(key.name(), key.name(), key.roles());
      byHash.put(key.hash(), new Finding.Known(identity, List.of(field)));
    }
  }

  @Override
  public Finding find(RequestHead request) {
    var keys = request.headers(field);
    if (keys.isEmpty()) {
      return Finding.NOTHING;
    }
    var key = keys.getFirst();
    return keys.size() > 1 || key.length() > LONGEST
        ? Finding.REFUSED
        : byHash.getOrDefault(Tokens.hash(key), Finding.REFUSED);
  }

  @Override
  public boolean shown(RequestHead request) {
    return request.header(field) != null;
  }

  @Override
  public String challenge(boolean refused) {
    return "ApiKey realm=\"servex\"";
  }
}
