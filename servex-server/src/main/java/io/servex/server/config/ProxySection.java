package io.servex.server.config;

import com.google.re2j.Pattern;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules and backends: the keys below {@code proxy}. */
public record ProxySection(
    @Description("Whether the rules count") @Default("false") boolean enabled,
    @Description("A whole exchange, where a rule says nothing") @Default("30s")
        Duration globalTimeout,
    @Description("Idle connections to all backends") @Default("100") int maxIdleConns,
    @Description("Idle connections to one backend") @Default("10") int maxIdleConnsPerHost,
    @Description("How long a connection may be idle") @Default("90s") Duration idleConnTimeout,
    @Description("Accept any certificate of a backend") @Default("false")
        boolean insecureSkipVerify,
    @Description("Opening one connection") @Default("10s") Duration connectTimeout,
    @Description("From the request to the response's head; 0 for no limit") @Default("0")
        Duration responseHeaderTimeout,
    @Description("Between two parts of a response's body") @Default("60s")
        Duration streamIdleTimeout,
    @Description("A tunnel without a byte") @Default("1h") Duration tunnelIdleTimeout,
    @Description("What becomes of X-Forwarded-For of strangers") @Default("replace")
        Forwarded forwardedHeaders,
    @Description("Add a Via field") @Default("false") boolean via,
    @Description("Forward Authorization although it held the gateway's token") @Default("false")
        boolean forwardAuthorization,
    @Description("Certificates for and of backends") @Default("{}") Tls tls,
    @Description("Capture of traffic") Optional<ConfigNode> trafficDump,
    @Description("Checks of backends") @Default("{}") HealthCheck healthCheck,
    @Description("Where requests go; the first that applies") @Default("[]") List<Rule> rules) {
  /** What becomes of forwarding fields. */
  public enum Forwarded {
    REPLACE,
    APPEND
  }

  /** The keys below {@code proxy.tls}. */
  public record Tls(Optional<Path> caFile, Optional<Path> certFile, Optional<Path> keyFile) {}

  /** The keys below {@code proxy.health_check}. */
  public record HealthCheck(
      @Default("false") boolean enabled,
      @Default("30s") Duration defaultInterval,
      @Default("5s") Duration timeout,
      @Description("Failures in a row that take a backend out") @Default("3") int retryCount,
      @Description("Take unreachable backends out") @Default("true") boolean passive) {}

  /** One of {@code proxy.rules}. */
  public record Rule(
      @Default("") String name,
      Optional<String> pathPrefix,
      Optional<Pattern> pathRegex,
      Optional<String> host,
      @Default("{}") Map<String, String> headers,
      @Default("[]") List<String> methods,
      @Default("[]") List<Backend> backends,
      @Default("round_robin") ConfigNode loadBalancing,
      Optional<String> stripPrefix,
      Optional<String> addPrefix,
      Optional<Duration> timeout,
      @Description("preserve, backend, or a literal") @Default("preserve") String hostHeader,
      Optional<Boolean> enableTrafficDump,
      Optional<Path> dumpDirectory) {}

  /** One of a rule's {@code backends}. */
  public record Backend(
      URI url,
      @Description("Share of the traffic; 0 for no new requests") @Default("1") int weight,
      Optional<String> healthCheckPath,
      Optional<Duration> healthCheckInterval,
      @Description("Most requests in flight; 0 for any number") @Default("0") int maxConnections) {}
}
