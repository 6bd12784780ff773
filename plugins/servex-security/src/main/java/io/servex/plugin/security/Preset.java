package io.servex.plugin.security;

import java.util.LinkedHashMap;
import java.util.Map;

/** Bundles of fields that go well together. */
enum Preset {
  /** What hurts hardly any site. */
  BASIC,
  /** What a site must be made for. */
  STRICT;

  private static final Map<String, String> OF_BASIC =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "X-XSS-Protection", "1; mode=block",
          "Referrer-Policy", "strict-origin-when-cross-origin");
  private static final Map<String, String> BEYOND =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'",
          SecurityConfig.HSTS,
          "max-age=31536000; includeSubDomains; preload",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()",
          "X-Permitted-Cross-Domain-Policies",
          "none",
          "Cross-Origin-Embedder-Policy",
          "require-corp",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-site");

  /** The fields by their names. */
  Map<String, String> fields() {
    var fields = new LinkedHashMap<>(OF_BASIC);
    if (this == STRICT) {
      fields.putAll(BEYOND);
    }
    return fields;
  }
}
