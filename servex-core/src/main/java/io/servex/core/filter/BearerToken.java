package io.servex.core.filter;

import io.servex.api.plugin.Secret;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.FieldId;
import io.servex.core.decode.LocalResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass that carries the gateway's static token, as {@code Bearer T} or bare {@code
 * T} (RFC 6750 §2.1).
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
public final class BearerToken {
  private static final String CHALLENGE = "WWW-Authenticate: Bearer realm=\"servex\"";

  private final byte[] token;

  /** Guards with a token. */
  public BearerToken(Secret token) {
    this.token = token.reveal().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Checks one request.
   *
   * @return null to go on, or the 401 to answer with
   */
  public @Nullable LocalResponse check(DecodedRequest request) {
    var field = request.fields().find(FieldId.AUTHORIZATION);
    if (field < 0) {
      return LocalResponse.error(401, "Authorization header required", CHALLENGE);
    }
    var value = request.fields().value(field);
    var space = value.indexOf(' ');
    if (space >= 0 && !value.substring(0, space).toLowerCase(Locale.ROOT).equals("bearer")) {
      return LocalResponse.error(401, "Invalid Authorization header format", CHALLENGE);
    }
    var given = value.substring(space + 1).getBytes(StandardCharsets.ISO_8859_1);
    return MessageDigest.isEqual(token, given)
        ? null
        : LocalResponse.error(401, "Invalid auth token", CHALLENGE);
  }
}
