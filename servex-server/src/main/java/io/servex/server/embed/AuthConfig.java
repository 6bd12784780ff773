package io.servex.server.embed;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Users and tokens: the keys of {@code auth}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record AuthConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public AuthConfig {
    settings = Settings.copy(settings);
  }

  /** Without the values, some of which are secrets. */
  @Override
  public String toString() {
    return "AuthConfig" + settings.keySet();
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, AuthConfig> {
    private Builder() {
      super(AuthConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Key that signs access tokens, in hexadecimal digits; random where absent. */
    public Builder jwtAccessSecret(String value) {
      return set("jwt_access_secret", value);
    }

    /** Key that signs refresh tokens, in hexadecimal digits; random where absent. */
    public Builder jwtRefreshSecret(String value) {
      return set("jwt_refresh_secret", value);
    }

    /** How long an access token is good. */
    public Builder accessTokenDuration(Duration value) {
      return set("access_token_duration", value);
    }

    /** How long a refresh token is good. */
    public Builder refreshTokenDuration(Duration value) {
      return set("refresh_token_duration", value);
    }

    /** {@code iss} of the tokens. */
    public Builder issuer(String value) {
      return set("issuer", value);
    }

    /** Cookie that browsers keep refresh tokens in. */
    public Builder refreshTokenCookieName(String value) {
      return set("refresh_token_cookie_name", value);
    }

    /**
     * Path of the endpoints {@code register}, {@code login}, {@code refresh}, {@code logout} and
     * {@code me}.
     */
    public Builder basePath(String value) {
      return set("base_path", value);
    }

    /** What everybody may act as who registers. */
    public Builder initialRoles(String... values) {
      return set("initial_roles", List.of(values));
    }

    /** Whether the endpoints are left out. */
    public Builder notRegisterRoutes(boolean on) {
      return set("not_register_routes", on);
    }

    /** Whether users are kept in memory, and forgotten with the process. */
    public Builder useMemoryDatabase(boolean on) {
      return set("use_memory_database", on);
    }

    /** Where users are kept, shared by all gateways that use it. */
    public Builder jdbc(Map<String, Object> values) {
      return set("jdbc", values);
    }

    /** Where users are kept: {@code type} of a store beside the plugin, and its settings. */
    public Builder store(Map<String, Object> choice) {
      return set("store", choice);
    }

    /** Users that are added, or brought up to date, at the start. */
    public Builder initialUsers(List<Map<String, Object>> values) {
      return set("initial_users", values);
    }

    /** Whether anybody may register. */
    public Builder allowRegistration(boolean on) {
      return set("allow_registration", on);
    }

    /** Whether backends get the token too that the gateway looked at. */
    public Builder forwardCredentials(boolean on) {
      return set("forward_credentials", on);
    }

    /** Whether requests may carry name and password (RFC 7617). */
    public Builder basicAuth(boolean on) {
      return set("basic_auth", on);
    }

    /** Programs that are known by a key. */
    public Builder apiKeys(List<Map<String, Object>> values) {
      return set("api_keys", values);
    }

    /** Field that carries such a key. */
    public Builder apiKeyHeader(String value) {
      return set("api_key_header", value);
    }

    /** Others whose tokens are good. */
    public Builder jwt(List<Map<String, Object>> values) {
      return set("jwt", values);
    }

    /** A service that says who sends a request, asked when nothing else does. */
    public Builder forwardAuth(Map<String, Object> values) {
      return set("forward_auth", values);
    }

    /** What a guess at a password costs. */
    public Builder passwords(Map<String, Object> values) {
      return set("passwords", values);
    }

    /** How often passwords may be tried. */
    public Builder loginThrottle(Map<String, Object> values) {
      return set("login_throttle", values);
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}
