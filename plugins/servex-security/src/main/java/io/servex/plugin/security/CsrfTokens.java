package io.servex.plugin.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that nobody else can make: 16 random bytes, and the HMAC-SHA256 of these and a session, in
 * URL-safe base64. A site that can plant cookies in a browser, a neighbour's subdomain for
 * instance, cannot plant one that it made up; one that it was given itself it can, unless tokens
 * are made for a session.
 *
 * <p><b>Threading:</b> for all event loops.
 */
final class CsrfTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int NONCE = 16;
  private static final int SIGNATURE = 32;
  private static final int LENGTH = (NONCE + SIGNATURE) * 4 / 3;

  /** Each thread has its own: that of the system has one lock for the whole process. */
  private final ThreadLocal<SecureRandom> random = ThreadLocal.withInitial(CsrfTokens::generator);

  private final SecretKeySpec key;

  CsrfTokens(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  private static SecureRandom generator() {
    try {
      return SecureRandom.getInstance("DRBG");
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }

  /**
   * A new one.
   *
   * @param session what it is good with; empty for everywhere
   */
  String fresh(String session) {
    var nonce = new byte[NONCE];
    random.get().nextBytes(nonce);
    var token = Arrays.copyOf(nonce, NONCE + SIGNATURE);
    System.arraycopy(signature(nonce, session), 0, token, NONCE, SIGNATURE);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Whether a token was made with this secret, for this session. */
  boolean genuine(String token, String session) {
    if (token.length() != LENGTH) {
      return false;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return false;
    }
    var signed = signature(Arrays.copyOf(bytes, NONCE), session);
    return MessageDigest.isEqual(signed, Arrays.copyOfRange(bytes, NONCE, bytes.length));
  }

  /** The nonce's length is fixed, so that no other pair reads like this one. */
  private byte[] signature(byte[] nonce, String session) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(nonce);
      return mac.doFinal(session.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
