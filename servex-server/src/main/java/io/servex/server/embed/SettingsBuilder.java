package io.servex.server.embed;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Puts the keys of a section together: what the builders of this package share.
 *
 * <p><b>Threading:</b> for one thread.
 *
 * @param <B> the builder itself
 * @param <C> the section
 */
public abstract sealed class SettingsBuilder<B extends SettingsBuilder<B, C>, C extends Record>
    permits AdminConfig.Builder,
        AuditConfig.Builder,
        AuthConfig.Builder,
        CacheConfig.Builder,
        CompressionConfig.Builder,
        CorsConfig.Builder,
        FilterConfig.Builder,
        HealthCheckConfig.Builder,
        HttpsRedirectConfig.Builder,
        LoggingConfig.Builder,
        ProxyConfig.Builder,
        ProxyRule.Builder,
        RateLimitConfig.Builder,
        SecurityConfig.Builder,
        ServerConfig.Builder,
        StaticFilesConfig.Builder,
        TlsConfig.Builder,
        TrafficDumpConfig.Builder {
  private final Settings settings = new Settings();
  private final Function<Map<String, Object>, C> section;

  SettingsBuilder(Function<Map<String, Object>, C> section) {
    this.section = section;
  }

  /**
   * Sets a key, also one that has no method of its own; the last value counts.
   *
   * @param value a text, a number, a boolean, a duration, a size, a path, a list or a map of them
   */
  public B set(String key, Object value) {
    settings.put(key, value);
    return self();
  }

  /** Adds to the list of a key. */
  B add(String key, List<Map<String, Object>> items) {
    settings.add(key, items);
    return self();
  }

  /** Adds to the map of a key. */
  B add(String key, String name, String value) {
    settings.add(key, name, value);
    return self();
  }

  @SuppressWarnings("unchecked")
  private B self() {
    return (B) this;
  }

  /** What was put together; it is checked when the gateway is built. */
  public C build() {
    return section.apply(settings.values());
  }
}
