package io.servex.server.embed;

import java.util.List;
import java.util.Map;

/**
 * Security headers, and tokens against forged requests: the keys of {@code security}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record SecurityConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public SecurityConfig {
    settings = Settings.copy(settings);
  }

  /** Without the values, some of which are secrets. */
  @Override
  public String toString() {
    return "SecurityConfig" + settings.keySet();
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, SecurityConfig> {
    private Builder() {
      super(SecurityConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /**
     * A bundle of fields, {@code basic} or {@code strict}; {@code basic} where no field is given.
     */
    public Builder preset(String value) {
      return set("preset", value);
    }

    /** Leave a field as it is that the backend sent. */
    public Builder preferUpstream(boolean on) {
      return set("prefer_upstream", on);
    }

    /** Content-Security-Policy, with default-src or script-src. */
    public Builder contentSecurityPolicy(String value) {
      return set("content_security_policy", value);
    }

    /** X-Content-Type-Options. */
    public Builder xContentTypeOptions(String value) {
      return set("x_content_type_options", value);
    }

    /** X-Frame-Options. */
    public Builder xFrameOptions(String value) {
      return set("x_frame_options", value);
    }

    /** X-XSS-Protection. */
    public Builder xXssProtection(String value) {
      return set("x_xss_protection", value);
    }

    /** Strict-Transport-Security, sent over HTTPS only. */
    public Builder strictTransportSecurity(String value) {
      return set("strict_transport_security", value);
    }

    /** Referrer-Policy. */
    public Builder referrerPolicy(String value) {
      return set("referrer_policy", value);
    }

    /** Permissions-Policy. */
    public Builder permissionsPolicy(String value) {
      return set("permissions_policy", value);
    }

    /** X-Permitted-Cross-Domain-Policies. */
    public Builder xPermittedCrossDomainPolicies(String value) {
      return set("x_permitted_cross_domain_policies", value);
    }

    /** Cross-Origin-Embedder-Policy. */
    public Builder crossOriginEmbedderPolicy(String value) {
      return set("cross_origin_embedder_policy", value);
    }

    /** Cross-Origin-Opener-Policy. */
    public Builder crossOriginOpenerPolicy(String value) {
      return set("cross_origin_opener_policy", value);
    }

    /** Cross-Origin-Resource-Policy. */
    public Builder crossOriginResourcePolicy(String value) {
      return set("cross_origin_resource_policy", value);
    }

    /** Paths whose answers get no fields. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** The only paths whose answers get fields; all where there is none. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /** Whether requests that change something need a token. */
    public Builder csrfEnabled(boolean on) {
      return set("csrf_enabled", on);
    }

    /** The request's field, the form's field and the parameter that carry the token. */
    public Builder csrfTokenName(String value) {
      return set("csrf_token_name", value);
    }

    /** The cookie that carries the token. */
    public Builder csrfCookieName(String value) {
      return set("csrf_cookie_name", value);
    }

    /** Hide the cookie from scripts. */
    public Builder csrfCookieHttpOnly(boolean on) {
      return set("csrf_cookie_http_only", on);
    }

    /** SameSite of the cookie: {@code strict}, {@code lax} or {@code none}. */
    public Builder csrfCookieSameSite(String value) {
      return set("csrf_cookie_same_site", value);
    }

    /** Secure of the cookie; always there over HTTPS, and with SameSite=None. */
    public Builder csrfCookieSecure(boolean on) {
      return set("csrf_cookie_secure", on);
    }

    /** Path of the cookie. */
    public Builder csrfCookiePath(String value) {
      return set("csrf_cookie_path", value);
    }

    /** How long the cookie is kept, in seconds; 0 until the browser closes. */
    public Builder csrfCookieMaxAge(int value) {
      return set("csrf_cookie_max_age", value);
    }

    /** Where GET answers with the token as JSON; nowhere when absent. */
    public Builder csrfTokenEndpoint(String value) {
      return set("csrf_token_endpoint", value);
    }

    /** The message of the 403. */
    public Builder csrfErrorMessage(String value) {
      return set("csrf_error_message", value);
    }

    /** Methods that change nothing, and need no token. */
    public Builder csrfSafeMethods(String... values) {
      return set("csrf_safe_methods", List.of(values));
    }

    /** Look for the token in the query too, where it ends in logs. */
    public Builder csrfAllowQuery(boolean on) {
      return set("csrf_allow_query", on);
    }

    /**
     * What tokens are signed with, the same on all gateways behind one name; made at the start when
     * absent.
     */
    public Builder csrfSecret(String value) {
      return set("csrf_secret", value);
    }

    /** The cookie of the backend's session: a token is good with its value alone. */
    public Builder csrfSessionCookie(String value) {
      return set("csrf_session_cookie", value);
    }

    /** Paths that need no token, beside {@code exclude_paths}. */
    public Builder csrfExcludePaths(String... values) {
      return set("csrf_exclude_paths", List.of(values));
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}
