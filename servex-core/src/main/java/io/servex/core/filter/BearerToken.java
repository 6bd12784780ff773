package io.servex.core.filter;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.plugin.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Lets a request pass that carries the gateway's static token, as {@code Bearer T} or bare {@code
 * T} (RFC 6750 §2.1).
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
public final class BearerToken implements Filter {
  private static final Verdict MISSING = refusal("Authorization header required");
  private static final Verdict MALFORMED = refusal("Invalid Authorization header format");
  private static final Verdict WRONG = refusal("Invalid auth token");

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
    if (value == null) {
      return MISSING;
    }
    var space = value.indexOf(' ');
    if (space >= 0 && !value.substring(0, space).toLowerCase(Locale.ROOT).equals("bearer")) {
      return MALFORMED;
    }
    var given = value.substring(space + 1).getBytes(StandardCharsets.ISO_8859_1);
    return MessageDigest.isEqual(token, given) ? Verdict.CONTINUE : WRONG;
  }
}
