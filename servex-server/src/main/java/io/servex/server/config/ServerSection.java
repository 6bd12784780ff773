package io.servex.server.config;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Listeners and what clients may take: the keys below {@code server}. */
public record ServerSection(
    @Description("Plain listener: `[host]:port`, `:port` or a port; empty for none") @Default("")
        String http,
    @Description("TLS listener: `[host]:port`, `:port` or a port; empty for none") @Default("")
        String https,
    @Description("Certificate chain of the TLS listener, in PEM") @Default("") String certFile,
    @Description("Private key of the TLS listener, in PEM") @Default("") String keyFile,
    @Description("Limit of a whole request with its body, while its backend takes it")
        @Default("60s")
        @DefaultWhenZero
        Duration readTimeout,
    @Description("Limit of a request's head") @Default("60s") @DefaultWhenZero
        Duration readHeaderTimeout,
    @Description("How long a client may send no request, or take nothing of an answer")
        @Default("180s")
        @DefaultWhenZero
        Duration idleTimeout,
    @Description("Limit between two parts of a request's body") @Default("30s") @DefaultWhenZero
        Duration bodyIdleTimeout,
    @Description("Static bearer token for everything but the health endpoint")
        Optional<Secret> authToken,
    @Description("Path of the health endpoint") @Default("/health") String healthPath,
    @Description("Path of the metrics endpoint") @Default("/metrics") String metricsPath,
    @Description("Whether `health_path` is answered") @Default("false")
        boolean enableHealthEndpoint,
    @Description("Whether `metrics_path` is answered") @Default("false")
        boolean enableDefaultMetrics,
    @Description("Whether `metrics_path` is answered without `auth_token`") @Default("false")
        boolean metricsPublic,
    @Description("Path of the readiness endpoint; empty for none") @Default("") String readyPath,
    @Description("Path of the status endpoint") @Default("/proxy-status") String statusPath,
    @Description("Whether `status_path` is answered; as `proxy.enabled` says where absent")
        Optional<Boolean> enableStatusEndpoint,
    @Description("Whether messages to clients say what went wrong behind the gateway")
        @Default("false")
        boolean sendErrorToClient,
    @Description("Whether the sizes of requests are limited; any of the next three limits them too")
        @Default("false")
        boolean enableRequestSizeLimits,
    @Description("Largest body of a request; 0 for 32MiB, or more if one of the next two is more")
        @Default("0")
        ByteSize maxRequestBodySize,
    @Description("Largest JSON body of a request; 0 for 1MiB") @Default("0")
        ByteSize maxJsonBodySize,
    @Description("Largest multipart body of a request; 0 for as much as any") @Default("0")
        ByteSize maxFileUploadSize,
    @Description("Taken from the Go program's files; bodies are never held in memory here")
        @Default("10MiB")
        ByteSize maxMultipartMemory,
    @Description("Redirects from http to https") @Default("{}") HttpsRedirect httpsRedirect,
    @Description("Fields that every answer gets, in the place of others with that name")
        @Default("{}")
        Map<String, String> customHeaders,
    @Description("Fields that are taken out of every answer") @Default("[]")
        List<String> removeHeaders,
    @Description("Event loops; 0 for one per processor") @Default("0") @Range(min = 0, max = 1024)
        int workers,
    @Description("Largest head of a request; larger is answered with 431")
        @Default("32KiB")
        @DefaultWhenZero
        ByteSize maxHeaderBytes,
    @Description("Most fields in a head; more is answered with 431")
        @Default("100")
        @Range(min = 1, max = 10_000)
        int maxHeaderCount,
    @Description("Longest request line; longer is answered with 414")
        @Default("8KiB")
        @DefaultWhenZero
        ByteSize maxRequestLineBytes,
    @Description("Most connections of clients; 0 is 45 % of the descriptor limit")
        @Default("0")
        @Range(min = 0)
        int maxConnectionsTotal,
    @Description("Most connections of clients by one listener") @Default("10000") @Range(min = 1)
        int maxConnections,
    @Description("Most connections of one client address; proxies of `trusted_proxies` are exempt")
        @Default("256")
        @Range(min = 1)
        int maxConnectionsPerClient,
    @Description("Addresses and blocks (CIDR) of proxies whose word about the client counts")
        @Default("[]")
        List<String> trustedProxies,
    @Description("How long exchanges with a backend that a reload removed may last") @Default("5m")
        Duration drainTimeout,
    @Description("Whether a change of the configuration's file reloads it") @Default("false")
        boolean watchConfig,
    @Description("Socket by which `servex reload` reaches the gateway; `none` switches it off")
        @Default("")
        String controlSocket,
    @Description("How long a stop waits for requests to end; 0 cuts them") @Default("30s")
        Duration shutdownTimeout,
    @Description("How long a stop goes on accepting while health says 503 already") @Default("0")
        Duration shutdownDelay,
    @Description("Distributed traces") @Default("{}") Tracing tracing,
    @Description("What becomes of a field name with an underscore that collides with a hyphen")
        @Default("delete")
        Underscores underscoresInHeaders) {
  /**
   * Whether the status endpoint is answered.
   *
   * @param proxied whether there is a proxy
   */
  public boolean statusEndpoint(boolean proxied) {
    return enableStatusEndpoint.orElse(proxied);
  }

  /**
   * The paths that the gateway itself answers, by their keys.
   *
   * @param proxied whether there is a proxy
   */
  public Map<String, String> answeredPaths(boolean proxied) {
    Map<String, String> paths = new LinkedHashMap<>();
    if (enableHealthEndpoint) {
      paths.put("health_path", healthPath);
    }
    if (enableDefaultMetrics) {
      paths.put("metrics_path", metricsPath);
    }
    if (statusEndpoint(proxied)) {
      paths.put("status_path", statusPath);
    }
    if (!readyPath.isEmpty()) {
      paths.put("ready_path", readyPath);
    }
    return paths;
  }

  /** What becomes of a field name with an underscore. */
  public enum Underscores {
    KEEP,
    DELETE,
    REJECT
  }

  /** The keys below {@code server.tracing}. */
  public record Tracing(
      @Description("Whether the gateway is a span of its own: goes on with traces, or begins them")
          @Default("false")
          boolean enabled,
      @Description("Share of the traces begun here that backends are asked to record, from 0 to 1")
          @Default("1.0")
          @Range(min = 0, max = 1)
          double sampleRate) {}

  /** The keys below {@code server.https_redirect}. */
  public record HttpsRedirect(
      @Description("Whether requests without TLS are redirected") @Default("false") boolean enabled,
      @Description("301 instead of 302") @Default("false") boolean permanent,
      @Description("Proxies whose word about the scheme counts") @Default("[]")
          List<String> trustedProxies,
      @Description("Paths that are never redirected") @Default("[]") List<String> excludePaths,
      @Description("The only paths that are redirected; none for all") @Default("[]")
          List<String> includePaths,
      @Description("The port in the new location; the TLS listener's where absent")
          @Range(min = 1, max = 65535)
          Optional<Integer> port) {}
}
