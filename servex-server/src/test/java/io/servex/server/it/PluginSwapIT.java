package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jars that are replaced under load cost no request, no tunnel and no half-sent upload, and leave
 * nothing behind. {@code -Dservex.swaps=50 -Dservex.tunnels=20} makes it heavy.
 */
class PluginSwapIT {
  private static final int SWAPS = Integer.getInteger("servex.swaps", 5);
  private static final int TUNNELS = Integer.getInteger("servex.tunnels", 4);
  private static final int CLIENTS = 4;

  /** Swaps after which the classes of the gateway, and of the compiler in here, are loaded. */
  private static final int WARM_UP = 10;

  private static final String PROVIDER =
      """
      package acme.swap;
      import io.servex.api.balancing.*;
      import io.servex.api.filter.*;
      import io.servex.api.plugin.*;
      import io.servex.api.routing.*;
      public final class %1$s implements %2$s<%1$s.Settings> {
        public record Settings() {}
        public String type() { return "acme.swap"; }
        public Class<Settings> configType() { return Settings.class; }
        %3$s
      }
      """;

  private static final String STRATEGY =
      """
      public BalancingStrategy create(Settings settings, PluginContext context) {
        var picks = context.meters().counter("picks", "Picks.");
        return eligible -> request -> {
          picks.increment();
          return eligible.get(0);
        };
      }
      """;

  private static final String MATCHER =
      """
      public RouteMatcher create(Settings settings, PluginContext context) {
        return request -> request.path().length() > 0;
      }
      """;

  private static final String FILTER =
      """
      public FilterPhase phase() { return FilterPhase.TRANSFORM; }
      public Filter create(Settings settings, PluginContext context) {
        context.scheduler().every(java.time.Duration.ofMillis(20), () -> {});
        return new Filter() {
          public Verdict request(FilterExchange exchange) { return Verdict.CONTINUE; }
          public void response(FilterExchange exchange, ResponseHead response) {
            response.setHeader("X-Version", "%d");
          }
        };
      }
      """;

  @TempDir Path work;
  private PluginJars jars;

  @BeforeEach
  void makeFolders() throws IOException {
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
  }

  /** A plugin with a strategy, a matcher and a filter that marks answers with its version. */
  private void install(int version) throws IOException {
    jars.build(
        work.resolve("plugins/swap.jar"),
        Map.of(
            "acme.swap.Strategies",
            PROVIDER.formatted("Strategies", "BalancingStrategyProvider", STRATEGY),
            "acme.swap.Matchers",
            PROVIDER.formatted("Matchers", "RouteMatcherProvider", MATCHER),
            "acme.swap.Filters",
            PROVIDER.formatted("Filters", "FilterProvider", FILTER.formatted(version))),
        Map.of(
            "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider",
            "acme.swap.Strategies",
            "META-INF/services/io.servex.api.routing.RouteMatcherProvider",
            "acme.swap.Matchers",
            "META-INF/services/io.servex.api.filter.FilterProvider",
            "acme.swap.Filters"));
  }

  private Servex gateway(OriginServer origin) {
    return Servex.fromYaml(
        """
        server:
          http: "127.0.0.1:0"
          workers: 2
          enable_default_metrics: true
          drain_timeout: 100ms
          read_timeout: 10m
        plugins: {directory: "%s"}
        filters: [acme.swap]
        logging: {disable_request_logging: true}
        proxy:
          enabled: true
          global_timeout: 10m
          response_header_timeout: 10m
          rules:
        %s
        """
            .formatted(
                work.resolve("plugins"),
                Yaml.rule(
                    "all",
                    "/",
                    "load_balancing: acme.swap\n      match: [acme.swap]",
                    origin.url())));
  }

  private static OriginServer origin() throws IOException {
    return new OriginServer((request, in, out, socket) -> {
      if (request.startsWith("GET /tunnel")) {
        OriginServer.write(
            out,
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
        socket.setSoTimeout(120_000);
        in.transferTo(out);
        return false;
      }
      OriginServer.write(out, OriginServer.ok("body"));
      return true;
    });
  }

  private static double retiredLoaders(Servex.Running gateway) throws IOException {
    System.gc();
    return Scrape.of(gateway.port()).value("servex_plugin_retired_loaders");
  }

  private static double metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }

  private static Callable<Integer> load(int port, AtomicBoolean stop) {
    return () -> {
      var answered = 0;
      try (var client = new RawHttpClient(port)) {
        while (!stop.get()) {
          client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
          assertThat(client.response().status()).isEqualTo(200);
          answered++;
          Thread.sleep(1);
        }
      }
      return answered;
    };
  }

  /** A body that takes as long as everything else, at some 5 kB a second. */
  private static Callable<Integer> upload(int port, AtomicBoolean stop) {
    return () -> {
      var part = "%x\r\n%s\r\n".formatted(1_000, "x".repeat(1_000));
      try (var client = new RawHttpClient(port)) {
        client.send("POST /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (!stop.get()) {
          client.send(part);
          Thread.sleep(200);
        }
        client.send("0\r\n\r\n");
        return client.response().status();
      }
    };
  }

  private static List<RawHttpClient> tunnels(int port) throws IOException {
    var tunnels = new ArrayList<RawHttpClient>();
    for (var i = 0; i < TUNNELS; i++) {
      var tunnel = new RawHttpClient(port);
      tunnels.add(tunnel);
      tunnel.send(
          "GET /tunnel HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
      while (!tunnel.line().isEmpty()) {
        assertThat(tunnel.closed()).isFalse();
      }
    }
    return tunnels;
  }

  /** Puts one version after the other in force, and returns the metaspace once all is warm. */
  private double swapped(Servex.Running gateway, OriginServer origin, List<RawHttpClient> tunnels)
      throws Exception {
    var warm = 0.0;
    for (var swap = 1; swap <= SWAPS; swap++) {
      install(swap);
      gateway.reload(gateway(origin));
      assertThat(RawHttpClient.get(gateway.port(), "/").field("x-version"))
          .isEqualTo(Integer.toString(swap));
      for (var tunnel : tunnels) {
        tunnel.send("swap" + swap % 10);
        assertThat(tunnel.read(5)).isEqualTo("swap" + swap % 10);
      }
      if (swap == Math.min(WARM_UP, SWAPS)) {
        System.gc();
        warm = metaspace();
      }
    }
    return warm;
  }

  @Test
  void costsNothingAndLeavesNothingBehind() throws Exception {
    install(0);
    var stop = new AtomicBoolean();
    try (var origin = origin();
        var gateway = gateway(origin).start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tunnels = tunnels(gateway.port());
      var upload = threads.submit(upload(gateway.port(), stop));
      var clients = new ArrayList<Future<Integer>>();
      for (var i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(load(gateway.port(), stop)));
      }
      double before;
      try {
        before = swapped(gateway, origin, tunnels);
      } finally {
        stop.set(true);
      }

      assertThat(upload.get()).isEqualTo(200);
      for (var client : clients) {
        assertThat(client.get()).isPositive();
      }
      for (var tunnel : tunnels) {
        tunnel.close();
      }
      // The wheel of deadlines lets go of the last exchanges within 26 seconds.
      var heavy = SWAPS >= 50;
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(retiredLoaders(gateway)).isLessThan(heavy ? 1 : 3));
      if (heavy) {
        assertThat(metaspace()).isCloseTo(before, Percentage.withPercentage(5));
      }
    }
  }
}
