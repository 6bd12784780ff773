package io.servex.plugin.auth.account;

import io.servex.api.plugin.Meters;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.Rotation;
import io.servex.plugin.auth.store.User;
import io.servex.plugin.auth.work.Workers;
import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Registers users, lets them in and out, and exchanges their tokens.
 *
 * <p><b>Threading:</b> for all event loops: what blocks or computes is done by threads of its own,
 * and whatever goes wrong there ends the future.
 */
public final class Accounts implements AutoCloseable {
  private static final Outcome.Refused NO_SUCH_LOGIN =
      new Outcome.Refused(401, "invalid email or password");
  private static final Outcome.Refused TAKEN = new Outcome.Refused(409, "username already exists");
  private static final Outcome.Refused NOT_REFRESHED =
      new Outcome.Refused(401, "failed to refresh token");

  private final Parts parts;
  private final List<String> initialRoles;
  private final boolean open;
  private final System.Logger log;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What accounts are made of, all closed with them.
   *
   * @param hashing does what computes long
   * @param storing does what the store may block on
   */
  public record Parts(
      Tokens tokens,
      AuthStore store,
      PasswordHasher hasher,
      LoginThrottle throttle,
      EndedSessions ended,
      Counts counts,
      Workers hashing,
      StoreWork storing) {}

  /**
   * What is counted.
   *
   * @param right passwords that were right
   * @param wrong passwords that were wrong
   * @param throttled passwords that were not looked at
   * @param reused refresh tokens that came a second time
   */
  public record Counts(
      Meters.Counter right, Meters.Counter wrong, Meters.Counter throttled, Meters.Counter reused) {
    /** Shows them with the gateway's metrics. */
    public static Counts of(Meters meters) {
      return new Counts(
          logins(meters, "right"),
          logins(meters, "wrong"),
          logins(meters, "throttled"),
          meters.counter("reused_refresh_tokens_total", "Refresh tokens that came a second time"));
    }

    private static Meters.Counter logins(Meters meters, String result) {
      return meters.counter(
          "passwords_total", "Passwords by what became of them", "result", result);
    }
  }

  /**
   * What became of a password.
   *
   * @param user whose it is; null when it is nobody's
   * @param waitMillis when the next one is looked at; 0 when this one was
   */
  public record Checked(@Nullable User user, long waitMillis) {
    private static final Checked WRONG = new Checked(null, 0);
  }

  /**
   * Takes care of accounts.
   *
   * @param initialRoles what everybody may act as who registers
   * @param open whether anybody may register
   */
  public Accounts(Parts parts, List<String> initialRoles, boolean open, System.Logger log) {
    this.parts = parts;
    this.initialRoles = List.copyOf(initialRoles);
    this.open = open;
    this.log = log;
  }

  /** One name has one spelling, however it was typed. */
  public static String normal(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  CompletableFuture<Outcome> register(Login login, String address) {
    if (!open) {
      return done(new Outcome.Refused(403, "registration is disabled"));
    }
    if (!PasswordRules.isPassword(login.password())) {
      return done(new Outcome.Refused(400, PasswordRules.EXPECTED));
    }
    var wait = parts.throttle.register(address);
    if (wait > 0) {
      return done(Outcome.Refused.tooMany(wait));
    }
    return parts
        .hashing
        .submit(() -> parts.hasher.hash(login.password()))
        .thenCompose(hash -> parts.storing.submit(() -> add(login.name(), hash)));
  }

  private Outcome add(String name, String hash) {
    var user = parts.store.add(name, hash, initialRoles);
    return user == null ? TAKEN : signIn(user, true);
  }

  CompletableFuture<Outcome> login(Login login, String address) {
    return check(login, address)
        .thenCompose(result -> {
          var user = result.user();
          if (user != null) {
            return parts.storing.submit(() -> signIn(user, false));
          }
          return done(
              result.waitMillis() == 0
                  ? NO_SUCH_LOGIN
                  : Outcome.Refused.tooMany(result.waitMillis()));
        });
  }

  /**
   * When the next password of a user is looked at, whether it is known to be right or not: whoever
   * may not guess must not learn from a memory of right ones either.
   *
   * @return milliseconds; 0 for now
   */
  public long waitMillis(Login login, String address) {
    var wait = parts.throttle.wait(login.name(), LoginThrottle.network(address));
    if (wait > 0) {
      parts.counts.throttled().increment();
    }
    return wait;
  }

  /**
   * Checks a password, as often as that is allowed.
   *
   * @param address where it comes from
   * @return whose it is; ends with an exception when nobody can tell
   */
  public CompletableFuture<Checked> check(Login login, String address) {
    var wait = parts.throttle.login(login.name(), address);
    if (wait > 0) {
      parts.counts.throttled().increment();
      return CompletableFuture.completedFuture(new Checked(null, wait));
    }
    if (!PasswordRules.isPassword(login.password())) {
      parts.counts.wrong().increment();
      return CompletableFuture.completedFuture(Checked.WRONG);
    }
    return parts
        .storing
        .submit(() -> Optional.ofNullable(parts.store.byName(login.name())))
        .thenCompose(user -> parts.hashing.submit(() -> checked(user, login.password())))
        .thenApply(result -> {
          if (result.user() == null) {
            parts.counts.wrong().increment();
          } else {
            parts.counts.right().increment();
            parts.throttle.succeeded(login.name(), address);
          }
          return result;
        });
  }

  private Checked checked(Optional<User> user, String password) {
    var hash = user.map(User::passwordHash).orElse(null);
    return parts.hasher.matches(password, hash) ? new Checked(user.orElse(null), 0) : Checked.WRONG;
  }

  private Outcome signIn(User user, boolean added) {
    var tokens = parts.tokens.begin(user);
    parts.store.open(tokens.session());
    return new Outcome.SignedIn(user, tokens, added);
  }

  CompletableFuture<Outcome> refresh(Tokens.RefreshClaims claims, String token) {
    return parts.storing.submit(() -> rotate(claims, token));
  }

  private Outcome rotate(Tokens.RefreshClaims claims, String token) {
    var user = parts.store.byId(claims.userId());
    if (user == null) {
      return NOT_REFRESHED;
    }
    var next = parts.tokens.next(user, claims.session());
    var rotation = parts.store.rotate(Tokens.hash(token), next.session());
    if (rotation == Rotation.REUSED) {
      parts.ended.add(claims.session());
      parts.counts.reused().increment();
      log.log(
          System.Logger.Level.WARNING,
          "refresh token used twice, session ended user=" + claims.userId());
    }
    return rotation == Rotation.DONE ? new Outcome.SignedIn(user, next, false) : NOT_REFRESHED;
  }

  /** Ends the session of a good refresh token, and so its access tokens. */
  CompletableFuture<Boolean> logout(Tokens.RefreshClaims claims, String token) {
    return parts.storing.submit(() -> {
      var ended = parts.store.end(claims.session(), Tokens.hash(token));
      if (ended) {
        parts.ended.add(claims.session());
      }
      return ended;
    });
  }

  /** The user of an access token, if there still is one. */
  CompletableFuture<Optional<User>> user(Tokens.AccessClaims claims) {
    return parts.storing.submit(() -> Optional.ofNullable(parts.store.byId(claims.userId())));
  }

  /** What an access token says; null unless it is good and its session has not ended. */
  public Tokens.@Nullable AccessClaims access(String token) {
    var claims = parts.tokens.access(token);
    return claims == null || parts.ended.contains(claims.session()) ? null : claims;
  }

  /** Who says what is in these tokens. */
  public String issuer() {
    return parts.tokens.issuer();
  }

  Tokens.@Nullable RefreshClaims refreshClaims(String token) {
    return parts.tokens.refresh(token);
  }

  private static CompletableFuture<Outcome> done(Outcome outcome) {
    return CompletableFuture.completedFuture(Objects.requireNonNull(outcome));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      parts.hashing.close();
      parts.storing.close();
      parts.store.close();
    }
  }
}
