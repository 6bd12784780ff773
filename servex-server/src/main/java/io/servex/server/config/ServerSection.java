package io.servex.server.config;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Listeners and what clients may take: the keys below {@code server}. */
public record ServerSection(
    @Description("Plain listener, [host]:port or a port") @Default("") String http,
    @Description("TLS listener, [host]:port or a port") @Default("") String https,
    @Description("Certificate chain in PEM") @Default("") String certFile,
    @Description("Private key in PEM") @Default("") String keyFile,
    @Description("A whole request with its body") @Default("60s") Duration readTimeout,
    @Description("A request's head") @Default("60s") Duration readHeaderTimeout,
    @Description("A connection between two requests") @Default("180s") Duration idleTimeout,
    @Description("Between two parts of a request's body") @Default("30s") Duration bodyIdleTimeout,
    @Description("Static bearer token for everything but the health endpoint")
        Optional<Secret> authToken,
    @Description("Path of the health endpoint") @Default("/health") String healthPath,
    @Description("Path of the metrics endpoint") @Default("/metrics") String metricsPath,
    @Description("Answer on health_path") @Default("false") boolean enableHealthEndpoint,
    @Description("Answer on metrics_path") @Default("false") boolean enableDefaultMetrics,
    @Description("Internal error text in messages") @Default("false") boolean sendErrorToClient,
    @Description("Limit the size of requests") @Default("false") boolean enableRequestSizeLimits,
    @Description("Largest body of a request") @Default("0") ByteSize maxRequestBodySize,
    @Description("Largest JSON body of a request") @Default("0") ByteSize maxJsonBodySize,
    @Description("Largest upload") @Default("0") ByteSize maxFileUploadSize,
    @Description("Memory for multipart bodies") @Default("0") ByteSize maxMultipartMemory,
    @Description("Redirect from http to https") Optional<ConfigNode> httpsRedirect,
    @Description("Event loops; 0 for one per processor") @Default("0") int workers,
    @Description("Largest head of a request") @Default("32KiB") ByteSize maxHeaderBytes,
    @Description("Most fields in a head") @Default("100") int maxHeaderCount,
    @Description("Longest request line") @Default("8KiB") ByteSize maxRequestLineBytes,
    @Description("Most connections of clients; 0 is 45 % of the descriptor limit") @Default("0")
        int maxConnectionsTotal,
    @Description("Most connections of clients by one listener") @Default("10000")
        int maxConnections,
    @Description("Most connections of one client address") @Default("256")
        int maxConnectionsPerClient,
    @Description("Proxies whose word about the client counts") @Default("[]")
        List<String> trustedProxies,
    @Description("How long a stop waits for requests") @Default("30s") Duration shutdownTimeout,
    @Description("Field names with an underscore that collide with a hyphen") @Default("delete")
        Underscores underscoresInHeaders) {
  /** What becomes of a field name with an underscore. */
  public enum Underscores {
    KEEP,
    DELETE,
    REJECT
  }
}
