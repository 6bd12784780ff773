package io.servex.plugin.auth;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Secret;
import io.servex.api.plugin.SettingProblems;
import io.servex.plugin.auth.account.Tokens;
import io.servex.plugin.auth.jdbc.JdbcConfig;
import java.time.Duration;
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
  private static final String PLACE = "use_memory_database: true, jdbc, or store";
  private static final Duration SECOND = Duration.ofSeconds(1);

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
          int concurrency) {
    /** Refuses what is no hash, or takes the memory of all others. */
    Passwords {
      var problems = new SettingProblems();
      problems.check(
          memory.bytes() >= 8 << 10 && memory.bytes() <= 1 << 30, "memory", memory, "8KiB to 1GiB");
      problems.raise();
    }
  }

  /** The keys below {@code login_throttle}. */
  record Throttle(
      @Description(
              "Attempts for one user from one address in the window; ten times as many for an address, and for a user")
          @Default("5")
          @Range(min = 1, max = 10_000)
          int attempts,
      @Description("The window") @Default("1m") Duration window) {
    /** Refuses a window that is none. */
    Throttle {
      var problems = new SettingProblems();
      problems.check(window.compareTo(SECOND) >= 0, "window", window, "at least 1s");
      problems.raise();
    }
  }

  /** Checks what single values cannot say. */
  AuthConfig {
    var problems = new SettingProblems();
    key(problems, "jwt_access_secret", jwtAccessSecret);
    key(problems, "jwt_refresh_secret", jwtRefreshSecret);
    problems.check(
        jwtAccessSecret.isEmpty() || !jwtAccessSecret.equals(jwtRefreshSecret),
        "jwt_refresh_secret",
        "the same as jwt_access_secret",
        "another one");
    problems.check(
        accessTokenDuration.compareTo(SECOND) >= 0,
        "access_token_duration",
        accessTokenDuration,
        "at least 1s");
    problems.check(
        refreshTokenDuration.compareTo(accessTokenDuration) > 0,
        "refresh_token_duration",
        refreshTokenDuration,
        "longer than access_token_duration",
        "access_token_duration");
    problems.check(!issuer.isEmpty(), "issuer", issuer, "a name");
    problems.check(
        refreshTokenCookieName.matches(TOKEN),
        "refresh_token_cookie_name",
        refreshTokenCookieName,
        "letters, digits, _");
    problems.check(
        basePath.matches(PATH + "/?") && !("/" + basePath + "/").matches(".*/\\.\\.?/.*"),
        "base_path",
        basePath,
        "a path such as /api/v1/auth");
    basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    problems.check(apiKeyHeader.matches(TOKEN), "api_key_header", apiKeyHeader, "a field's name");
    place(problems, useMemoryDatabase, jdbc, store);
    var accounts = useMemoryDatabase || jdbc.isPresent() || store.isPresent();
    problems.check(accounts || !basicAuth, "basic_auth", basicAuth, PLACE, "jdbc", "store");
    problems.check(
        accounts || initialUsers.isEmpty(),
        "initial_users",
        "no place for them",
        PLACE,
        "jdbc",
        "store");
    if (!accounts && apiKeys.isEmpty() && jwt.isEmpty() && forwardAuth.isEmpty()) {
      problems.add(
          "",
          "nobody can be known (expected: use_memory_database: true, jdbc, store, api_keys, jwt or"
              + " forward_auth)");
    }
    AuthNames.issuers(problems, issuer, accounts, jwt);
    AuthNames.users(problems, initialUsers);
    AuthNames.owners(problems, apiKeys);
    problems.raise();
  }

  /** Whether users have names and passwords here. */
  boolean hasAccounts() {
    return useMemoryDatabase || jdbc.isPresent() || store.isPresent();
  }

  /** Users are in one place, which is there. */
  private static void place(
      SettingProblems problems, boolean memory, Optional<JdbcConfig> jdbc, Optional<Choice> store) {
    problems.check(
        !memory || jdbc.isEmpty(), "use_memory_database", memory, "false, or no jdbc", "jdbc");
    problems.check(
        store.isEmpty() || !memory && jdbc.isEmpty(),
        "store",
        "a second place for users",
        "one of store, jdbc and use_memory_database",
        "jdbc");
    store.ifPresent(chosen -> problems.read("", () -> AuthStores.installed().settings(chosen)));
  }

  private static void key(SettingProblems problems, String name, Optional<Secret> secret) {
    problems.check(
        secret
            .map(Secret::reveal)
            .map(text -> text.matches("([0-9A-Fa-f]{2}){" + Tokens.SHORTEST_KEY + ",}"))
            .orElse(true),
        name,
        secret,
        "64 hexadecimal digits or more, such as openssl rand -hex 32 prints");
  }
}
