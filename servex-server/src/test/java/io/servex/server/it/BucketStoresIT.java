package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of the rate whose buckets lie in a store of somebody else, in a jar of its own. */
class BucketStoresIT {
  @TempDir Path work;
  private final String cluster = "cluster-" + UUID.randomUUID();
  private OriginServer backend;
  private StoreJars jars;

  @BeforeEach
  void start() throws IOException {
    backend = OriginServer.echo();
    jars = new StoreJars(work);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith(cluster));
  }

  private Servex gateway(String settings) {
    return Servex.fromYaml(
        jars.yaml(
            "rate_limit: {enabled: true, interval: 1h, requests_per_interval: 3" + settings + "}",
            Yaml.rule("all", "/", "", backend.url())));
  }

  private String shared() {
    return ", store: {type: acme.shared, cluster: " + cluster + ", password: hush}";
  }

  private static int status(Servex.Running gateway) throws IOException {
    return RawHttpClient.get(gateway.port(), "/x").status();
  }

  /** A jar with a descriptor and a plain one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countsOverTwoGateways(boolean modular) throws Exception {
    jars.buckets("redis", modular);
    try (var one = gateway(shared()).start();
        var other = gateway(shared()).start()) {
      assertThat(status(one)).isEqualTo(200);
      assertThat(status(other)).isEqualTo(200);
      var last = RawHttpClient.get(one.port(), "/x");
      var refused = RawHttpClient.get(other.port(), "/x");

      assertThat(last.status()).isEqualTo(200);
      assertThat(last.field("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("x-ratelimit-limit")).isEqualTo("3");
      assertThat(refused.field("retry-after")).isEqualTo("7");
      assertThat(status(one)).isEqualTo(429);
    }
    assertThat((AtomicInteger) System.getProperties().get(cluster + "/closed")).hasValue(2);
  }

  /** Each limit of a filter has a name of its own, and so buckets of its own. */
  @Test
  void keepsTheLimitsOfAFilterApart() throws Exception {
    jars.buckets("redis", true);
    var location = ", locations: [{paths: [/a, '/b/*'], requests_per_interval: 1}]";
    try (var gateway = gateway(shared() + location).start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/a").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/b/c").status()).isEqualTo(429);
      assertThat(status(gateway)).isEqualTo(200);
      assertThat(System.getProperties())
          .containsKeys(cluster + "//ADDRESS/127.0.0.1", cluster + "//a /b/*/ADDRESS/127.0.0.1");
    }
  }

  /** What its owner put beside the plugin is there after a reload, without a restart. */
  @Test
  void takesAStoreThatIsAddedWhileTheGatewayRuns() throws Exception {
    try (var gateway = gateway("").start()) {
      assertThat(status(gateway)).isEqualTo(200);
      assertThatThrownBy(() -> gateway.reload(gateway(shared())))
          .hasMessageContaining("acme.shared (expected: one that is installed: memory)");
      assertThat(status(gateway)).isEqualTo(200);

      jars.buckets("redis", false);
      assertThat(gateway.reload(gateway(shared()))).isNotNull();

      var answer = RawHttpClient.get(gateway.port(), "/x");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("x-ratelimit-reset")).isNotEmpty();
      assertThat(System.getProperties()).containsKey(cluster + "//ADDRESS/127.0.0.1");
    }
  }

  /** A store that fails lets nothing through; one that decides for itself is obeyed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return CompletableFuture.supplyAsync(() -> { | return CompletableFuture.supplyAsync(() -> { if (true) throw new IllegalStateException(); | 500",
        "return CompletableFuture.supplyAsync(() -> { | if (true) throw new IllegalStateException(); return CompletableFuture.supplyAsync(() -> { | 500",
        "return CompletableFuture.supplyAsync(() -> { | if (true) return null; return CompletableFuture.supplyAsync(() -> { | 500",
        "return CompletableFuture.supplyAsync(() -> { | return CompletableFuture.supplyAsync(() -> { if (true) return null; | 500",
        "Taken(left >= 0, Math.max(0, left) | Taken(true, left - 100 | 500",
        "Taken(left >= 0 | Taken(false | 429",
      })
  void letsNothingThroughWhereTheStoreFails(String text, String other, int status)
      throws Exception {
    jars.buckets("redis", true, text, other);
    try (var gateway = gateway(shared()).start()) {
      assertThat(status(gateway)).isEqualTo(status);
      assertThat(backend.requests()).isEmpty();
    }
  }

  /** The configuration is refused with a sentence, and nothing starts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | x | acme.other | store: acme.other (expected: one that is installed: acme.shared, memory)",
        "x | x | acme.shared | store.cluster: missing (expected: a value)",
        "x | x | {type: acme.shared, cluster: c, clustr: d} | store.clustr: unknown key",
        "x | x | {type: memory, max_keys: 4} | store.max_keys: unknown key",
        "return new Shared(settings.cluster()) | return null | {type: acme.shared, cluster: c} | acme.shared: created nothing",
        "return new Shared(settings.cluster()) | throw new IllegalStateException(\"no license\") | {type: acme.shared, cluster: c} | acme.shared: java.lang.IllegalStateException: no license",
        "return new Shared(settings.cluster()) | throw new NoClassDefFoundError(\"jedis\") | {type: acme.shared, cluster: c} | acme.shared: java.lang.NoClassDefFoundError: jedis",
        "return new Buckets() { | if (true) return null; return new Buckets() { | {type: acme.shared, cluster: c} | acme.shared: has no buckets",
        "return \"acme.shared\" | return \"memory\" | memory | two providers of memory",
        "return \"acme.shared\" | return null | memory | acme.redis.Provider: no type",
        "public String type() | Provider() {} public String type() | memory | a provider cannot be loaded",
      })
  void refusesAStoreThatCannotBe(String text, String other, String store, String problem)
      throws Exception {
    jars.buckets("redis", false, text, other);
    assertThatThrownBy(() -> gateway(", store: " + store).start().close())
        .hasMessageContaining("rate_limit")
        .hasMessageContaining(problem);
  }

  @Test
  void refusesTwoStoresOfOneType() throws Exception {
    jars.buckets("redis", true);
    jars.buckets("valkey", false);

    assertThatThrownBy(() -> gateway(shared()).start().close())
        .hasMessageContaining("two providers of acme.shared")
        .hasMessageContaining("acme.redis.Provider")
        .hasMessageContaining("acme.valkey.Provider")
        .hasMessageContaining("installed: acme.shared, memory");
  }
}
