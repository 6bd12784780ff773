package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.plugin.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a cookie of {@link StickyCookie} looks like (RFC 6265 §4.1, SameSite as in RFC 6265bis).
 *
 * @param name the cookie's name
 * @param secret signs the value
 * @param path the paths that it is sent for
 * @param secure whether it is sent over TLS only; absent for what the request came over
 * @param httpOnly whether it is hidden from scripts
 * @param sameSite which foreign pages it is sent from
 * @param maxAgeSeconds how long it lasts; 0 for as long as the browser runs
 */
record CookieForm(
    String name,
    Secret secret,
    String path,
    Optional<Boolean> secure,
    boolean httpOnly,
    StickyCookieProvider.SameSite sameSite,
    long maxAgeSeconds) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int TOKEN_BYTES = 16;

  /** The value that stands for a backend. */
  String token(Backend backend) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      var signature = mac.doFinal(backend.url().toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(signature, TOKEN_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is missing from this JDK", e);
    }
  }

  /** The value of the Set-Cookie field. */
  String line(String token, boolean overTls) {
    var line = new StringBuilder(96).append(name).append('=').append(token);
    line.append("; Path=").append(path);
    if (maxAgeSeconds > 0) {
      line.append("; Max-Age=").append(maxAgeSeconds);
    }
    if (secure.orElse(overTls)) {
      line.append("; Secure");
    }
    if (httpOnly) {
      line.append("; HttpOnly");
    }
    var site = sameSite.name();
    return line.append("; SameSite=")
        .append(site.charAt(0))
        .append(site.substring(1).toLowerCase(Locale.ROOT))
        .toString();
  }
}
