package io.servex.plugin.auth;

import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Secret;
import io.servex.plugin.auth.account.Accounts;
import io.servex.plugin.auth.account.EndedSessions;
import io.servex.plugin.auth.account.LoginThrottle;
import io.servex.plugin.auth.account.PasswordHasher;
import io.servex.plugin.auth.account.StoreWork;
import io.servex.plugin.auth.account.Tokens;
import io.servex.plugin.auth.memory.MemoryStoreProvider;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.work.Workers;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Puts together what takes care of users with passwords, by the configuration. */
final class AccountParts {
  private static final int QUEUE = 64;
  private static final int STORE_QUEUE = 1024;

  private final AuthConfig config;
  private final PluginContext context;

  AccountParts(AuthConfig config, PluginContext context) {
    this.config = config;
    this.context = context;
  }

  /** Opens the store and adds the users of the configuration; blocks for that. */
  Accounts accounts() {
    var passwords = config.passwords();
    var hasher =
        new PasswordHasher((int) (passwords.memory().bytes() >> 10), passwords.iterations());
    var tokens = tokens();
    var opened = store();
    var store = opened.store();
    try {
      addUsers(store, hasher);
    } catch (RuntimeException | LinkageError e) {
      store.close();
      throw e;
    }
    var parts =
        new Accounts.Parts(
            tokens,
            store,
            hasher,
            new LoginThrottle(
                context.clock(),
                config.loginThrottle().attempts(),
                config.loginThrottle().window()),
            new EndedSessions(context.clock(), config.accessTokenDuration()),
            Accounts.Counts.of(context.meters()),
            new Workers("servex-auth-hash", hashers(passwords.concurrency()), QUEUE),
            new StoreWork(
                new Workers("servex-auth-store", opened.threads(), STORE_QUEUE),
                context.meters(),
                context.clock(),
                context.logger()));
    return new Accounts(parts, config.initialRoles(), config.allowRegistration(), context.logger());
  }

  private static int hashers(int configured) {
    return configured > 0
        ? configured
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** What {@code store} names; {@code jdbc} and {@code use_memory_database} are short for it. */
  private AuthStores.Opened store() {
    return config
        .store()
        .map(choice -> AuthStores.open(choice, context))
        .or(() -> config.jdbc().map(jdbc -> AuthStores.open("jdbc", jdbc, context)))
        .orElseGet(() -> AuthStores.open("memory", new MemoryStoreProvider.Settings(), context));
  }

  private void addUsers(AuthStore store, PasswordHasher hasher) {
    for (var user : config.initialUsers()) {
      store.put(
          Accounts.normal(user.username()), hasher.hash(user.password().reveal()), user.roles());
    }
  }

  private Tokens tokens() {
    return new Tokens(
        new Tokens.Settings(
            key("jwt_access_secret", config.jwtAccessSecret()),
            key("jwt_refresh_secret", config.jwtRefreshSecret()),
            config.issuer(),
            config.accessTokenDuration(),
            config.refreshTokenDuration()),
        context.clock());
  }

  private SecretKey key(String name, Optional<Secret> configured) {
    if (configured.isPresent()) {
      return Tokens.Settings.key(HexFormat.of().parseHex(configured.get().reveal()));
    }
    context
        .logger()
        .log(
            System.Logger.Level.WARNING,
            "no auth." + name + ", so a random one is used: tokens end with this process");
    var random = new byte[Tokens.SHORTEST_KEY];
    new SecureRandom().nextBytes(random);
    return Tokens.Settings.key(random);
  }
}
