package io.servex.server;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;
import io.servex.core.exchange.Destination;
import io.servex.server.admin.CustomEndpoint;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.Place;
import io.servex.server.embed.AdminConfig;
import io.servex.server.embed.AuditConfig;
import io.servex.server.embed.AuthConfig;
import io.servex.server.embed.CacheConfig;
import io.servex.server.embed.CompressionConfig;
import io.servex.server.embed.CorsConfig;
import io.servex.server.embed.EndpointHandler;
import io.servex.server.embed.FilterConfig;
import io.servex.server.embed.LoggingConfig;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.RateLimitConfig;
import io.servex.server.embed.SecurityConfig;
import io.servex.server.embed.ServerConfig;
import io.servex.server.embed.StaticFilesConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the configuration of an embedded gateway together. What it says is bound and checked like a
 * YAML file, with the same messages; what it does not say has the same defaults.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class ServexBuilder {
  private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
  private @Nullable String preset;
  private final Map<String, List<Object>> lists = new LinkedHashMap<>();
  private final List<ComponentProvider<?>> given = new ArrayList<>();
  private final Map<String, CustomEndpoint> endpoints = new LinkedHashMap<>();

  ServexBuilder() {}

  /**
   * Settings that lie below all others.
   *
   * @param name as in YAML, such as {@code production}
   */
  public ServexBuilder preset(String name) {
    preset = name;
    return this;
  }

  /** The plain listener: {@code host:port}, {@code :port} or a port; port 0 is any that is free. */
  public ServexBuilder http(String address) {
    return set("server", "http", address);
  }

  /** The listener with TLS, and its certificate chain and key in PEM. */
  public ServexBuilder https(String address, Path certificate, Path key) {
    return set("server", "https", address)
        .set("server", "cert_file", certificate.toString())
        .set("server", "key_file", key.toString());
  }

  /** Everything about listeners and clients; what was said before stays where this is silent. */
  public ServexBuilder server(ServerConfig server) {
    return section("server", server.settings());
  }

  /** Rules and backends. */
  public ServexBuilder proxy(ProxyConfig proxy) {
    return section("proxy", proxy.settings());
  }

  /** The lines about requests. */
  public ServexBuilder logging(LoggingConfig logging) {
    return section("logging", logging.settings());
  }

  /** Answers {@code /health}. */
  public ServexBuilder healthEndpoint() {
    return set("server", "enable_health_endpoint", "true");
  }

  /** Answers {@code /metrics}. */
  public ServexBuilder defaultMetrics() {
    return set("server", "enable_default_metrics", "true");
  }

  /** The fields of the access log. */
  public ServexBuilder logFields(String... fields) {
    return section("logging", Map.of("log_fields", List.of(fields)));
  }

  /** A bearer token that every request must carry, those for health apart. */
  public ServexBuilder authToken(String token) {
    return set("server", "auth_token", token);
  }

  /**
   * Where plugins are found: jars, and folders of jars. What the methods below switch on is done by
   * plugins that the gateway is shipped with; without them the configuration is refused. What was
   * said before about a section stays where a later method is silent.
   */
  public ServexBuilder plugins(Path folder) {
    return set("plugins", "directory", folder.toString());
  }

  /** Refuses user agents that have one of these texts in them, whatever the case. */
  public ServexBuilder blockedUserAgents(String... parts) {
    return section("filter", Map.of("blocked_user_agents", List.of(parts)));
  }

  /** Refuses clients of these addresses and blocks (CIDR). */
  public ServexBuilder blockedIps(String... blocks) {
    return section("filter", Map.of("blocked_ips", List.of(blocks)));
  }

  /** Limits each client to so many requests a minute. */
  public ServexBuilder requestsPerMinute(int most) {
    return rateLimit(most, "1m");
  }

  /** Limits each client to so many requests a second. */
  public ServexBuilder requestsPerSecond(int most) {
    return rateLimit(most, "1s");
  }

  private ServexBuilder rateLimit(int most, String interval) {
    return set("rate_limit", "enabled", "true")
        .set("rate_limit", "requests_per_interval", Integer.toString(most))
        .set("rate_limit", "interval", interval);
  }

  /** Answers scripts of these origins. */
  public ServexBuilder cors(String... origins) {
    return set("cors", "enabled", "true")
        .section("cors", Map.of("allow_origins", List.of(origins)));
  }

  /** Adds the basic security headers to every answer. */
  public ServexBuilder securityHeaders() {
    return set("security", "enabled", "true");
  }

  /** Compresses what compresses well. */
  public ServexBuilder compression() {
    return set("compression", "enabled", "true");
  }

  /** Knows users, kept in memory. */
  public ServexBuilder authMemoryDatabase() {
    return set("auth", "enabled", "true").set("auth", "use_memory_database", "true");
  }

  /** Users and tokens. */
  public ServexBuilder auth(AuthConfig auth) {
    return section("auth", auth.settings());
  }

  /** How often clients may ask. */
  public ServexBuilder rateLimit(RateLimitConfig rateLimit) {
    return section("rate_limit", rateLimit.settings());
  }

  /** Which clients and requests are refused. */
  public ServexBuilder filter(FilterConfig filter) {
    return section("filter", filter.settings());
  }

  /** Security headers, and tokens against forged requests. */
  public ServexBuilder security(SecurityConfig security) {
    return section("security", security.settings());
  }

  /** Which other origins may use what is served. */
  public ServexBuilder cors(CorsConfig cors) {
    return section("cors", cors.settings());
  }

  /** How long answers may be kept. */
  public ServexBuilder cache(CacheConfig cache) {
    return section("cache", cache.settings());
  }

  /** Which answers are compressed. */
  public ServexBuilder compression(CompressionConfig compression) {
    return section("compression", compression.settings());
  }

  /** Files for what no rule takes. */
  public ServexBuilder staticFiles(StaticFilesConfig staticFiles) {
    return section("static_files", staticFiles.settings());
  }

  /** Where it is written down what matters to security. */
  public ServexBuilder audit(AuditConfig audit) {
    return section("audit", audit.settings());
  }

  /** Changes of lists while the gateway runs. */
  public ServexBuilder admin(AdminConfig admin) {
    return section("admin", admin.settings());
  }

  /** Answers GET, and HEAD, for one path; see {@link #handle}. */
  public ServexBuilder get(String path, EndpointHandler handler) {
    return handle("GET", path, handler);
  }

  /** Answers POST for one path; see {@link #handle}. */
  public ServexBuilder post(String path, EndpointHandler handler) {
    return handle("POST", path, handler);
  }

  /** Answers PUT for one path; see {@link #handle}. */
  public ServexBuilder put(String path, EndpointHandler handler) {
    return handle("PUT", path, handler);
  }

  /** Answers PATCH for one path; see {@link #handle}. */
  public ServexBuilder patch(String path, EndpointHandler handler) {
    return handle("PATCH", path, handler);
  }

  /** Answers DELETE for one path; see {@link #handle}. */
  public ServexBuilder delete(String path, EndpointHandler handler) {
    return handle("DELETE", path, handler);
  }

  /**
   * Answers a method for one path beside the proxy. Such endpoints win over rules, and their
   * requests pass the same filters, tokens and logs. A request with another method gets 405, one
   * whose handler takes longer than {@code proxy.global_timeout} gets 504.
   *
   * @param method upper-case; HEAD is answered like GET unless it has a handler of its own
   * @param path the exact path, decoded, without a query
   * @throws IllegalArgumentException if the path is none, or has a handler for this method
   */
  public ServexBuilder handle(String method, String path, EndpointHandler handler) {
    endpoints.computeIfAbsent(path, CustomEndpoint::new).handle(method, handler);
    return this;
  }

  /**
   * A component that the program itself provides, as if a plugin did.
   *
   * @param provider of any kind; its configuration record must be public, or open to the gateway
   */
  public ServexBuilder plugin(ComponentProvider<?> provider) {
    given.add(provider);
    return this;
  }

  /**
   * A balancing strategy without settings, which may be a lambda.
   *
   * @param type the name that rules use
   * @param create called for each rule that names it
   */
  public ServexBuilder strategy(String type, Function<PluginContext, BalancingStrategy> create) {
    return plugin(new GivenStrategy(type, create));
  }

  /**
   * A section that has no method here.
   *
   * @param name as in YAML, such as {@code plugins}
   * @param settings texts, lists and maps, as in YAML
   */
  public ServexBuilder section(String name, Map<String, Object> settings) {
    sections.computeIfAbsent(name, key -> new LinkedHashMap<>()).putAll(settings);
    return this;
  }

  /**
   * A filter for all requests, behind those that were named before in its phase.
   *
   * @param type the filter's type
   * @param settings its settings, as in YAML
   */
  public ServexBuilder filter(String type, Map<String, Object> settings) {
    return item("filters", type, settings);
  }

  /**
   * A listener that watches exchanges, told after those that were named before.
   *
   * @param type the listener's type
   * @param settings its settings, as in YAML
   */
  public ServexBuilder exchangeListener(String type, Map<String, Object> settings) {
    return item("exchange_listeners", type, settings);
  }

  private ServexBuilder item(String list, String type, Map<String, Object> settings) {
    Map<String, Object> choice = new LinkedHashMap<>(settings);
    choice.put("type", type);
    lists.computeIfAbsent(list, key -> new ArrayList<>()).add(choice);
    return this;
  }

  private ServexBuilder set(String section, String key, String value) {
    return section(section, Map.of(key, value));
  }

  /**
   * Checks the configuration.
   *
   * @throws IllegalArgumentException if there is any problem with it; the message names them all
   */
  public Servex build() {
    return Servex.from(
        loader -> {
          var added = new LinkedHashMap<String, Destination.Deferred>();
          endpoints.forEach((path, endpoint) -> added.put(path, endpoint.destination()));
          Map<String, Object> root = new LinkedHashMap<>(sections);
          root.putAll(lists);
          if (preset != null) {
            root.put("preset", preset);
          }
          return loader.build(mapping(root)).with(added);
        },
        List.copyOf(given));
  }

  /**
   * Checks the configuration and starts to serve.
   *
   * @throws IllegalArgumentException if there is any problem with the configuration
   * @throws StartException if an address, a certificate or a backend's name is of no use
   */
  public Servex.Running start() throws StartException {
    return build().start();
  }

  private static ConfigNode.Mapping mapping(Map<?, ?> settings) {
    var place = Place.of("builder");
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, Place> keys = new LinkedHashMap<>();
    settings.forEach((key, value) -> {
      entries.put(String.valueOf(key), node(value));
      keys.put(String.valueOf(key), place);
    });
    return new ConfigNode.Mapping(place, entries, keys);
  }

  private static ConfigNode node(Object value) {
    return switch (value) {
      case Map<?, ?> map -> mapping(map);
      case List<?> list -> {
        var items = new ArrayList<ConfigNode>();
        list.forEach(item -> items.add(node(item)));
        yield new ConfigNode.Sequence(Place.of("builder"), List.copyOf(items));
      }
      default -> new ConfigNode.Scalar(Place.of("builder"), value.toString());
    };
  }
}
