package io.servex.server.config;

import com.google.re2j.Pattern;
import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules and backends: the keys below {@code proxy}. */
public record ProxySection(
    @Description("Whether this section counts; the whole of it is inert without") @Default("false")
        boolean enabled,
    @Description("Limit of a whole exchange, event streams and tunnels apart")
        @Default("30s")
        @DefaultWhenZero
        Duration globalTimeout,
    @Description("Most idle connections to all backends")
        @Default("100")
        @Range(min = 0)
        @DefaultWhenZero
        int maxIdleConns,
    @Description("Most idle connections to one backend")
        @Default("10")
        @Range(min = 0)
        @DefaultWhenZero
        int maxIdleConnsPerHost,
    @Description("How long a connection to a backend may be idle") @Default("90s") @DefaultWhenZero
        Duration idleConnTimeout,
    @Description("Whether any certificate of a backend will do") @Default("false")
        boolean insecureSkipVerify,
    @Description("Limit of opening one connection to a backend") @Default("10s") @DefaultWhenZero
        Duration connectTimeout,
    @Description("Limit from the request to the response's head; 0 for none") @Default("0")
        Duration responseHeaderTimeout,
    @Description("Limit between two parts of a response's body") @Default("60s") @DefaultWhenZero
        Duration streamIdleTimeout,
    @Description("How long a tunnel (WebSocket) may be without a byte")
        @Default("1h")
        @DefaultWhenZero
        Duration tunnelIdleTimeout,
    @Description("What becomes of `X-Forwarded-*` of clients that no proxy vouches for")
        @Default("replace")
        Forwarded forwardedHeaders,
    @Description("Whether a `Via` field is added") @Default("false") boolean via,
    @Description("Whether `Authorization` is forwarded although `server.auth_token` is set")
        @Default("false")
        boolean forwardAuthorization,
    @Description("How names of backends become addresses") @Default("{}") Dns dns,
    @Description("Certificates for and of backends") @Default("{}") Tls tls,
    @Description("Capture of traffic") @Default("{}") TrafficDump trafficDump,
    @Description("Checks of backends") @Default("{}") HealthCheck healthCheck,
    @Description("Taking out backends whose answers are worse than others'") @Default("{}")
        OutlierDetection outlierDetection,
    @Description("Where requests go; the first rule that applies") @Default("[]")
        List<Rule> rules) {
  /** What becomes of forwarding fields. */
  public enum Forwarded {
    REPLACE,
    APPEND
  }

  /** The keys below {@code proxy.dns}. */
  public record Dns(
      @Description("Name servers, `address:port`; those of the system where absent") @Default("[]")
          List<String> servers,
      @Description("Limit of each question to a name server") @Default("2s") @DefaultWhenZero
          Duration timeout,
      @Description("How long an answer is good that does not say so")
          @Default("30s")
          @DefaultWhenZero
          Duration interval,
      @Description("How long an answer is good at least, and until the next try where none comes")
          @Default("1s")
          @DefaultWhenZero
          Duration minInterval,
      @Description("How long an answer is good at most") @Default("5m") @DefaultWhenZero
          Duration maxInterval) {}

  /** The keys below {@code proxy.tls}. */
  public record Tls(
      @Description("Authorities to trust, in PEM; those of the JDK where absent")
          Optional<Path> caFile,
      @Description("The gateway's own certificate chain, in PEM") Optional<Path> certFile,
      @Description("The key of that chain, in PEM") Optional<Path> keyFile) {}

  /** The keys below {@code proxy.traffic_dump}. */
  public record TrafficDump(
      @Description("Whether every rule is captured that does not say otherwise") @Default("false")
          boolean enabled,
      @Description("Where the files are written; made where it is absent") Optional<Path> directory,
      @Description("The size at which the next file begins") @Default("100MiB") @DefaultWhenZero
          ByteSize maxFileSize,
      @Description("How many files are kept") @Default("10") @Range(min = 0) @DefaultWhenZero
          int maxFiles,
      @Description("Whether bodies are captured") @Default("false") boolean includeBody,
      @Description("Bytes of a body that are captured; the rest is cut")
          @Default("64KiB")
          @DefaultWhenZero
          ByteSize maxBodySize,
      @Description("Share of the requests that are captured, from 0 to 1")
          @Default("1.0")
          @Range(min = 0, max = 1)
          double sampleRate,
      @Description("Whether the response is captured too") @Default("true") boolean includeResponse,
      @Description("Fields whose values are masked; `[]` for none")
          @Default(
              "[Authorization, Proxy-Authorization, Cookie, Set-Cookie, X-API-Key, X-Auth-Token]")
          List<String> redactHeaders,
      @Description(
              "Where records go: `jsonl` for files by the keys beside it, `stdout`, or a plugin's type")
          @Default("jsonl")
          ConfigNode sink,
      @Description("What is done to files that are full") @Default("none") Compression compress,
      @Description("Bytes of captures that may wait; what comes beyond them is dropped")
          @Default("32MiB")
          @DefaultWhenZero
          ByteSize maxQueuedBytes) {
    /** What is done to files that are full. */
    public enum Compression {
      NONE,
      GZIP
    }

    /**
     * The same with the default sink, for comparisons: the sink knows where in a file it stands.
     */
    public TrafficDump withoutSink() {
      return new TrafficDump(
          enabled,
          directory,
          maxFileSize,
          maxFiles,
          includeBody,
          maxBodySize,
          sampleRate,
          includeResponse,
          redactHeaders,
          new ConfigNode.Scalar(Place.of(""), DumpSinks.FILES),
          compress,
          maxQueuedBytes);
    }
  }

  /** The keys below {@code proxy.health_check}. */
  public record HealthCheck(
      @Description("Whether backends with a `health_check_path` are probed") @Default("false")
          boolean enabled,
      @Description("Time between two probes of a backend that names none")
          @Default("30s")
          @DefaultWhenZero
          Duration defaultInterval,
      @Description("Limit of one attempt of a probe") @Default("5s") @DefaultWhenZero
          Duration timeout,
      @Description(
              "Attempts in one round of a probe, and failures of traffic that take a backend out")
          @Default("3")
          @Range(min = 0, max = 1000)
          @DefaultWhenZero
          int retryCount,
      @Description("Whether a backend that cannot be reached is taken out without a probe")
          @Default("true")
          boolean passive,
      @Description("How backends are probed: its type, or a mapping with `type` and its settings")
          @Default("http")
          ConfigNode probe,
      @Description("Rounds in a row that a backend passes before it is back")
          @Default("1")
          @Range(min = 1, max = 1000)
          int rise,
      @Description("Rounds in a row that a backend fails before it is out, the first one apart")
          @Default("1")
          @Range(min = 1, max = 1000)
          int fall,
      @Description("Share in percent of a rule's backends in rotation, below which all are used")
          @Default("0")
          @Range(min = 0, max = 100)
          int panicThreshold) {}

  /** The keys below {@code proxy.outlier_detection}. */
  public record OutlierDetection(
      @Description("Whether answers of the traffic can take a backend out") @Default("false")
          boolean enabled,
      @Description("How often backends are judged, and let back") @Default("10s") @DefaultWhenZero
          Duration interval,
      @Description("Failures in a row that take a backend out at once; 0 for never")
          @Default("5")
          @Range(min = 0, max = 1_000_000)
          int consecutiveFailures,
      @Description("Share of failures within an interval that takes a backend out; 0 for never")
          @Default("50")
          @Range(min = 0, max = 100)
          double failurePercentage,
      @Description(
              "Standard deviations below the average share of successes in its rule; 0 for never")
          @Default("0")
          @Range(min = 0, max = 100)
          double successRateDeviations,
      @Description("Multiple of the median time to an answer in its rule; 0 for never")
          @Default("0")
          @Range(min = 0, max = 1000)
          double latencyFactor,
      @Description("Requests within an interval without which a backend is not judged")
          @Default("50")
          @Range(min = 1, max = 1_000_000)
          int minimumRequests,
      @Description("How long a backend is out the first time; multiplied by the times it was")
          @Default("30s")
          @DefaultWhenZero
          Duration baseEjectionTime,
      @Description("How long at most") @Default("5m") @DefaultWhenZero Duration maxEjectionTime,
      @Description("Share in percent of a rule's backends that may be out for this")
          @Default("50")
          @Range(min = 0, max = 100)
          int maxEjectionPercent) {}

  /** One of {@code proxy.rules}. */
  public record Rule(
      @Description("Label in logs and metrics; `rule-N` where absent") @Default("") String name,
      @Description("Whole segments that the path begins with; `/api/*` is `/api/`")
          Optional<String> pathPrefix,
      @Description("Expression in RE2 syntax that is found in the path")
          Optional<Pattern> pathRegex,
      @Description("Host that is asked for, perhaps with `*.` in front") Optional<String> host,
      @Description("Fields that the request has, with these values") @Default("{}")
          Map<String, String> headers,
      @Description("Methods; none for any") @Default("[]") List<String> methods,
      @Description(
              "Further conditions: types of route matchers, or mappings with `type` and settings")
          @Default("[]")
          List<ConfigNode> match,
      @Description("Filters for this rule's requests, like those for all") @Default("[]")
          List<ConfigNode> filters,
      @Description("Whose requests are taken; everybody's where absent") Optional<RuleAuth> auth,
      @Description("Where requests are sent; at least one, unless they are discovered")
          @Default("[]")
          List<Backend> backends,
      @Description(
              "How backends are found: its type, `file` or `dns_srv`, with its settings, in their place")
          Optional<ConfigNode> discovery,
      @Description("Strategy: its type, or a mapping with `type` and its settings")
          @Default("round_robin")
          ConfigNode loadBalancing,
      @Description("How long a backend that comes back gets less than its share; 0 for not at all")
          @Default("0")
          Duration slowStart,
      @Description(
              "Most requests that wait where all backends are at `max_connections`; 0 for none")
          @Default("0")
          @Range(min = 0, max = 100_000)
          int maxPending,
      @Description("How long a request waits there before it is answered 503")
          @Default("1s")
          @DefaultWhenZero
          Duration pendingTimeout,
      @Description("When a request is given to a backend again") @Default("{}") Retry retry,
      @Description("Prefix that is taken off the path") Optional<String> stripPrefix,
      @Description("Prefix that is put in front of the path, after stripping")
          Optional<String> addPrefix,
      @Description("Limit of a whole exchange; `proxy.global_timeout` where absent")
          @DefaultWhenZero
          Optional<Duration> timeout,
      @Description("`Host` that the backend sees: `preserve`, `backend`, or a literal")
          @Default("preserve")
          String hostHeader,
      @Description("Whether this rule is captured; like `proxy.traffic_dump` where absent")
          Optional<Boolean> enableTrafficDump,
      @Description("Where this rule's captures are written") Optional<Path> dumpDirectory) {}

  /** The keys below a rule's {@code auth}. */
  public record RuleAuth(
      @Description("Whether a user must be known; without, one that is known is passed on")
          @Default("true")
          boolean required,
      @Description("Roles of which a user must have one; any user without") @Default("[]")
          List<String> roles) {}

  /** The keys below a rule's {@code retry}. */
  public record Retry(
      @Description("What is worth another attempt: `connect`, `reset`, `502`, `503`, `504`")
          @Default("[connect, reset]")
          List<String> on,
      @Description("Most attempts of a request, the first included; 0 for each backend once")
          @Default("0")
          @Range(min = 0, max = 100)
          int attempts,
      @Description("Longest wait before the second retry, doubled for each further one")
          @Default("25ms")
          Duration backoff,
      @Description("Longest wait of all, also where a backend asks for one by `Retry-After`")
          @Default("1s")
          Duration maxBackoff,
      @Description("Retries that may be made for each request, over ten seconds")
          @Default("0.2")
          @Range(min = 0, max = 100)
          double budget,
      @Description("Retries a second that may be made beside") @Default("10") @Range(min = 0)
          int minRetriesPerSecond,
      @Description("Bytes of a request's body that are kept to be sent again") @Default("64KiB")
          ByteSize replayBuffer) {}

  /** One of a rule's {@code backends}. */
  public record Backend(
      @Description("`http://host:port` or `https://host:port`, perhaps with a path and a query")
          URI url,
      @Description("Share of the traffic; 0 for no new requests")
          @Default("1")
          @Range(min = 0, max = 1_000_000)
          int weight,
      @Description("Path that is probed; never probed where absent")
          Optional<String> healthCheckPath,
      @Description("Time between two probes; `default_interval` where absent") @DefaultWhenZero
          Optional<Duration> healthCheckInterval,
      @Description("Most requests at once; 0 for any number") @Default("0") @Range(min = 0)
          int maxConnections) {}
}
