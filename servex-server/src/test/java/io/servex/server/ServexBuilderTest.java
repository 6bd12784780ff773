package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.plugin.ByteSize;
import io.servex.server.embed.Backend;
import io.servex.server.embed.HealthCheckConfig;
import io.servex.server.embed.LoadBalancing;
import io.servex.server.embed.LoggingConfig;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.ProxyRule;
import io.servex.server.embed.ServerConfig;
import io.servex.server.embed.TrafficDumpConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R69 to R71: what is put together in Java is what the same words in YAML make. */
class ServexBuilderTest {
  private static final String YAML =
      """
      server:
        http: ":8080"
        enable_health_endpoint: true
        enable_default_metrics: true
        idle_timeout: 2m
        max_header_bytes: 16KiB
        trusted_proxies: [10.0.0.0/8]
      logging: {log_fields: [method, url, status, duration], format: text}
      proxy:
        enabled: true
        global_timeout: 30s
        max_idle_conns: 200
        max_idle_conns_per_host: 20
        idle_conn_timeout: 90s
        health_check: {enabled: true, default_interval: 30s, timeout: 5s, retry_count: 3}
        traffic_dump:
          {enabled: true, directory: "%s", max_file_size: 50MB, sample_rate: 0.1, redact_headers: []}
        rules:
          - name: api
            path_prefix: /api/
            methods: [GET, HEAD]
            headers: {X-API-Version: v2}
            timeout: 1.5s
            strip_prefix: /api
            enable_traffic_dump: false
            load_balancing: weighted_round_robin
            backends:
              - {url: "http://backend1:8080", weight: 2, max_connections: 100}
              - {url: "http://backend2:8080", health_check_path: /health, health_check_interval: 10s}
      """;

  /** R71. */
  @Test
  void makesTheSameConfigurationAsYaml(@TempDir Path folder) {
    var built =
        Servex.builder()
            .http(":8080")
            .healthEndpoint()
            .defaultMetrics()
            .logFields("method", "url", "status", "duration")
            .server(
                ServerConfig.builder()
                    .idleTimeout(Duration.ofMinutes(2))
                    .maxHeaderBytes(new ByteSize(16 << 10))
                    .trustedProxies("10.0.0.0/8")
                    .build())
            .logging(LoggingConfig.builder().format("text").build())
            .proxy(
                ProxyConfig.builder()
                    .globalTimeout(Duration.ofSeconds(30))
                    .maxIdleConns(200)
                    .maxIdleConnsPerHost(20)
                    .idleConnTimeout(Duration.ofSeconds(90))
                    .healthCheck(
                        HealthCheckConfig.builder()
                            .defaultInterval(Duration.ofSeconds(30))
                            .timeout(Duration.ofSeconds(5))
                            .retryCount(3)
                            .build())
                    .trafficDump(
                        TrafficDumpConfig.builder()
                            .directory(folder)
                            .maxFileSize(new ByteSize(50 << 20))
                            .sampleRate(0.1)
                            .redactHeaders()
                            .build())
                    .rules(
                        ProxyRule.builder()
                            .name("api")
                            .pathPrefix("/api/")
                            .methods("GET", "HEAD")
                            .header("X-API-Version", "v2")
                            .timeout(Duration.ofMillis(1500))
                            .stripPrefix("/api")
                            .enableTrafficDump(false)
                            .loadBalancing(LoadBalancing.WEIGHTED_ROUND_ROBIN)
                            .backends(
                                Backend.of("http://backend1:8080").weight(2).maxConnections(100),
                                Backend.of("http://backend2:8080")
                                    .healthCheckPath("/health")
                                    .healthCheckInterval(Duration.ofSeconds(10)))
                            .build())
                    .build())
            .build();

    var read = Servex.fromYaml(YAML.formatted(folder));

    assertThat(EffectiveConfig.yaml(built.setup())).isEqualTo(EffectiveConfig.yaml(read.setup()));
  }

  /** R70. */
  @ParameterizedTest
  @EnumSource
  void namesEachStrategyAsYamlDoes(LoadBalancing strategy) {
    var built =
        Servex.builder()
            .http(":0")
            .proxy(
                ProxyConfig.builder()
                    .rules(
                        ProxyRule.builder()
                            .pathPrefix("/")
                            .loadBalancing(strategy)
                            .backends(Backend.of("http://b:1"))
                            .build())
                    .build())
            .build();

    assertThat(EffectiveConfig.yaml(built.setup()))
        .contains("load_balancing: \"" + strategy.key() + "\"");
  }

  @Test
  void saysEverythingThatIsWrongInTheWordsOfYaml() {
    var builder =
        Servex.builder()
            .section("serverr", Map.of())
            .server(ServerConfig.builder().set("htp", ":8080").workers(-1).build())
            .proxy(
                ProxyConfig.builder()
                    .globalTimeout(Duration.ofSeconds(-1))
                    .rules(
                        ProxyRule.builder()
                            .loadBalancing("acme.sticky", Map.of("cookie", "c"))
                            .backends(Backend.of("backend").weight(-3))
                            .build())
                    .build());

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("builder  serverr: unknown key")
        .contains("builder  server.htp: unknown key (did you mean http?)")
        .contains("builder  server.workers: -1 (expected: 0 to 1024)")
        .contains("builder  proxy.global_timeout: -1s (expected: a duration such as")
        .contains("proxy.rules[0].load_balancing: acme.sticky is not installed")
        .contains("proxy.rules[0].backends[0].url: backend (expected: http://host:port")
        .contains("proxy.rules[0].backends[0].weight: -3 (expected: 0 to 1000000)")
        .endsWith("7 problems; nothing was started.");
  }

  @Test
  void leavesABackendAsItIsWhenAnotherIsMadeOfIt() {
    var one = Backend.of("http://b:1");

    assertThat(one.weight(3).settings()).containsEntry("weight", "3");
    assertThat(one.settings()).doesNotContainKey("weight");
  }
}
