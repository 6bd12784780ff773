package io.servex.plugin.auth;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Secret;
import io.servex.plugin.auth.account.Accounts;
import io.servex.plugin.auth.account.PasswordRules;
import io.servex.plugin.auth.account.Tokens;
import io.servex.plugin.auth.jdbc.JdbcConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Who may be known, and how. */
record AuthConfig(
    @Description("Key that signs access tokens, in hexadecimal digits; random where absent")
        Optional<Secret> jwtAccessSecret,
    @Description("Key that signs refresh tokens, in hexadecimal digits; random where absent")
        Optional<Secret> jwtRefreshSecret,
    @Description("How long an access token is good") @Default("5m") Duration accessTokenDuration,
    @Description("How long a refresh token is good") @Default("168h") Duration refreshTokenDuration,
    @Description("`iss` of the tokens") @Default("servex") String issuer,
    @Description("Cookie that browsers keep refresh tokens in") @Default("_servexrt")
        String refreshTokenCookieName,
    @Description("Path of the endpoints `register`, `login`, `refresh`, `logout` and `me`")
        @Default("/api/v1/auth")
        String basePath,
    @Description("What everybody may act as who registers") @Default("[]")
        List<String> initialRoles,
    @Description("Whether the endpoints are left out") @Default("false") boolean notRegisterRoutes,
    @Description("Whether users are kept in memory, and forgotten with the process")
        @Default("false")
        boolean useMemoryDatabase,
    @Description("Where users are kept, shared by all gateways that use it")
        Optional<JdbcConfig> jdbc,
    @Description(
            "Where users are kept: the type of a store that lies beside the plugin, with its settings")
        Optional<Choice> store,
    @Description("Users that are added, or brought up to date, at the start") @Default("[]")
        List<InitialUser> initialUsers,
    @Description("Whether anybody may register") @Default("true") boolean allowRegistration,
    @Description("Whether backends get the token too that the gateway looked at") @Default("false")
        boolean forwardCredentials,
    @Description("Whether requests may carry name and password (RFC 7617)") @Default("false")
        boolean basicAuth,
    @Description("Programs that are known by a key") @Default("[]") List<ApiKeyConfig> apiKeys,
    @Description("Field that carries such a key") @Default("X-API-Key") String apiKeyHeader,
    @Description("Others whose tokens are good") @Default("[]") List<JwtConfig> jwt,
    @Description("A service that says who sends a request, asked when nothing else does")
        Optional<ForwardAuthConfig> forwardAuth,
    @Description("What a guess at a password costs") @Default("{}") Passwords passwords,
    @Description("How often passwords may be tried") @Default("{}") Throttle loginThrottle) {
  private static final String PATH = "(/[A-Za-z0-9._~-]+)+";
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  /** One of {@code initial_users}. */
  record InitialUser(
      @Description("What the user signs in with") String username,
      @Description("8 to 128 characters") Secret password,
      @Description("What the user may act as") @Default("[]") List<String> roles) {}

  /** The keys below {@code passwords}. */
  record Passwords(
      @Description("Memory that one hash takes (argon2id)") @Default("19MiB") ByteSize memory,
      @Description("Passes over that memory") @Default("2") @Range(min = 1, max = 100)
          int iterations,
      @Description("Hashes at once; 0 for half of the processors")
          @Default("0")
          @Range(min = 0, max = 256)
          int concurrency) {}

  /** The keys below {@code login_throttle}. */
  record Throttle(
      @Description(
              "Attempts for one user from one address in the window; ten times as many for an address, and for a user")
          @Default("5")
          @Range(min = 1, max = 10_000)
          int attempts,
      @Description("The window") @Default("1m") Duration window) {}

  /** Checks what single values cannot say. */
  AuthConfig {
    key("jwt_access_secret", jwtAccessSecret);
    key("jwt_refresh_secret", jwtRefreshSecret);
    check(
        jwtAccessSecret.isEmpty() || !jwtAccessSecret.equals(jwtRefreshSecret),
        "jwt_refresh_secret: the same as jwt_access_secret (expected: another one)");
    atLeastASecond("access_token_duration", accessTokenDuration);
    check(
        refreshTokenDuration.compareTo(accessTokenDuration) > 0,
        "refresh_token_duration: not above access_token_duration (expected: longer)");
    check(!issuer.isEmpty(), "issuer: empty (expected: a name)");
    check(
        refreshTokenCookieName.matches(TOKEN),
        "refresh_token_cookie_name: " + refreshTokenCookieName + " (expected: letters, digits, _)");
    basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    check(
        basePath.matches(PATH) && !("/" + basePath + "/").matches(".*/\\.\\.?/.*"),
        "base_path: " + basePath + " (expected: a path such as /api/v1/auth)");
    store(useMemoryDatabase, jdbc, store);
    var accounts = useMemoryDatabase || jdbc.isPresent() || store.isPresent();
    ways(accounts, basicAuth, initialUsers, apiKeys, jwt, forwardAuth);
    check(apiKeyHeader.matches(TOKEN), "api_key_header: " + apiKeyHeader + " (expected: a name)");
    issuers(issuer, accounts, jwt);
    users(initialUsers);
    check(
        passwords.memory().bytes() >= 8 << 10 && passwords.memory().bytes() <= 1 << 30,
        "passwords.memory: " + passwords.memory() + " (expected: 8KiB to 1GiB)");
    atLeastASecond("login_throttle.window", loginThrottle.window());
  }

  /** Whether users have names and passwords here. */
  boolean hasAccounts() {
    return useMemoryDatabase || jdbc.isPresent() || store.isPresent();
  }

  /** Users are in one place, which is there. */
  private static void store(boolean memory, Optional<JdbcConfig> jdbc, Optional<Choice> store) {
    check(!memory || jdbc.isEmpty(), "use_memory_database: true (expected: false, or no jdbc)");
    check(
        store.isEmpty() || !memory && jdbc.isEmpty(),
        "store: a second place for users (expected: one of store, jdbc and use_memory_database)");
    store.ifPresent(AuthStores.installed()::check);
  }

  private static void ways(
      boolean accounts,
      boolean basic,
      List<InitialUser> users,
      List<ApiKeyConfig> keys,
      List<JwtConfig> jwt,
      Optional<ForwardAuthConfig> forward) {
    check(
        accounts || !basic && users.isEmpty(),
        "no place for users (expected: use_memory_database: true, jdbc, or store)");
    check(
        accounts || !keys.isEmpty() || !jwt.isEmpty() || forward.isPresent(),
        "nobody can be known (expected: use_memory_database: true, jdbc, store, api_keys, jwt or"
            + " forward_auth)");
  }

  /** What one issuer calls a user another one may call somebody else. */
  private static void issuers(String own, boolean accounts, List<JwtConfig> jwt) {
    var names = new HashSet<String>();
    var prefixes = new HashSet<String>();
    if (accounts) {
      names.add(own);
      prefixes.add("");
    }
    for (var i = 0; i < jwt.size(); i++) {
      check(
          names.add(jwt.get(i).issuer()),
          "jwt[" + i + "].issuer: " + jwt.get(i).issuer() + " (expected: another one for each)");
      check(
          prefixes.add(jwt.get(i).idPrefix()),
          "jwt["
              + i
              + "].id_prefix: expected: another one for each, and for the users of this"
              + " gateway none");
    }
  }

  private static void key(String name, Optional<Secret> secret) {
    if (secret.isPresent()) {
      check(
          secret.get().reveal().matches("([0-9A-Fa-f]{2}){" + Tokens.SHORTEST_KEY + ",}"),
          name
              + ": ******** (expected: 64 hexadecimal digits or more, such as openssl rand -hex 32"
              + " prints)");
    }
  }

  private static void atLeastASecond(String name, Duration duration) {
    check(
        duration.compareTo(Duration.ofSeconds(1)) >= 0,
        name + ": " + duration.toMillis() + "ms (expected: at least 1s)");
  }

  private static void users(List<InitialUser> users) {
    var names = new HashSet<String>();
    for (var i = 0; i < users.size(); i++) {
      var name = Accounts.normal(users.get(i).username());
      check(
          PasswordRules.isName(name),
          "initial_users[" + i + "].username: " + name + " (expected: 1 to 128 characters)");
      check(
          names.add(name),
          "initial_users[" + i + "].username: " + name + " (expected: a name no other user has)");
      check(
          PasswordRules.isPassword(users.get(i).password().reveal()),
          "initial_users[" + i + "].password: ******** (expected: 8 to 128 characters)");
    }
  }

  static void check(boolean sound, String problem) {
    if (!sound) {
      throw new IllegalArgumentException(problem);
    }
  }
}
