package io.servex.plugin.auth.account;

import io.servex.api.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** Reads the field {@code Authorization} (RFC 9110 §11.6.2). */
public final class AuthorizationField {
  /** The field's name. */
  public static final String NAME = "Authorization";

  private AuthorizationField() {}

  /** The token of a request (RFC 6750 §2.1); null for none, and for two of them. */
  public static @Nullable String bearer(RequestHead request) {
    return credentials(request, "Bearer ");
  }

  /**
   * What follows the name of a scheme; null where another scheme is used, or none, or two fields
   * disagree about it.
   *
   * @param scheme with the space behind it
   */
  public static @Nullable String credentials(RequestHead request, String scheme) {
    var value = request.header(NAME);
    return value != null
            && value.regionMatches(true, 0, scheme, 0, scheme.length())
            && value.length() > scheme.length()
            && request.headers(NAME).size() == 1
        ? value.substring(scheme.length())
        : null;
  }
}
