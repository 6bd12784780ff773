package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import io.servex.plugin.auth.account.Login;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The passwords that were right within a minute, as codes that nobody can make who does not know
 * both the password and a key of this process.
 *
 * <p><b>Threading:</b> for all event loops; a lock is held for a look-up.
 */
final class RightPasswords {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final InstantSource clock;
  private final SecretKeySpec key;
  private final Map<String, Remembered> entries =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
          return size() > MOST;
        }
      };

  private record Remembered(Identity identity, Instant until) {}

  RightPasswords(InstantSource clock) {
    this.clock = clock;
    var random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, ALGORITHM);
  }

  /** Whose password it is; null when that must be found out. */
  @Nullable Identity find(String code) {
    synchronized (entries) {
      var entry = entries.get(code);
      return entry != null && clock.instant().isBefore(entry.until()) ? entry.identity() : null;
    }
  }

  void add(String code, Identity identity) {
    synchronized (entries) {
      entries.remove(code);
      entries.put(code, new Remembered(identity, clock.instant().plus(REMEMBERED)));
    }
  }

  /** What stands for a name and a password. */
  String code(Login login) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(login.name().getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of()
          .formatHex(mac.doFinal(login.password().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is not there", e);
    }
  }
}
