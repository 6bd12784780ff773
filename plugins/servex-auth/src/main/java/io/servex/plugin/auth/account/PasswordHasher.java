package io.servex.plugin.auth.account;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id (RFC 9106) with a random salt, in the notation of PHC strings.
 *
 * <p><b>Threading:</b> for all threads but event loops: each call takes tens of milliseconds, and
 * as much memory as it is configured with.
 */
public final class PasswordHasher {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LANES = 1;

  private final Argon2Function function;
  private final SecureRandom random = new SecureRandom();
  private final String nobodys;

  /**
   * Prepares hashing.
   *
   * @param memoryKib memory of one hash
   * @param iterations passes over it
   */
  public PasswordHasher(int memoryKib, int iterations) {
    function = Argon2Function.getInstance(memoryKib, iterations, LANES, HASH_BYTES, Argon2.ID);
    var guess = new byte[SALT_BYTES];
    random.nextBytes(guess);
    nobodys = hash(HexFormat.of().formatHex(guess));
  }

  /** The hash of a password. */
  public String hash(String password) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return function.hash(bytes(password), salt).getResult();
  }

  /**
   * Whether a password is the one that was hashed. Without a hash it takes as long as with one, so
   * that nobody learns which users there are.
   *
   * @param hash what {@link #hash} returned once, perhaps with other settings; null for no user
   */
  boolean matches(String password, @Nullable String hash) {
    var known = hash == null ? nobodys : hash;
    try {
      var same = Argon2Function.getInstanceFromHash(known).check(bytes(password), bytes(known));
      return same && hash != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
