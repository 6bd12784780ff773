package io.servex.plugin.auth.account;

import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.Rotation;
import io.servex.plugin.auth.store.User;
import io.servex.plugin.auth.work.Workers;
import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
      Workers hashing,
      Workers storing) {}

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
    var wait = parts.throttle.login(login.name(), address);
    if (wait > 0) {
      return done(Outcome.Refused.tooMany(wait));
    }
    if (!PasswordRules.isPassword(login.password())) {
      return done(NO_SUCH_LOGIN);
    }
    return parts
        .storing
        .submit(() -> Optional.ofNullable(parts.store.byName(login.name())))
        .thenCompose(user -> parts.hashing.submit(() -> checked(user, login.password())))
        .thenCompose(user -> user.isEmpty() ? done(NO_SUCH_LOGIN) : letIn(user.get(), address));
  }

  private Optional<User> checked(Optional<User> user, String password) {
    var hash = user.map(User::passwordHash).orElse(null);
    return parts.hasher.matches(password, hash) ? user : Optional.empty();
  }

  private CompletableFuture<Outcome> letIn(User user, String address) {
    parts.throttle.succeeded(user.name(), address);
    return parts.storing.submit(() -> signIn(user, false));
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

  Tokens.@Nullable RefreshClaims refreshClaims(String token) {
    return parts.tokens.refresh(token);
  }

  private static CompletableFuture<Outcome> done(Outcome outcome) {
    return CompletableFuture.completedFuture(Objects.requireNonNull(outcome));
  }

  @Override
  public void close() {
    parts.hashing.close();
    parts.storing.close();
    parts.store.close();
  }
}
