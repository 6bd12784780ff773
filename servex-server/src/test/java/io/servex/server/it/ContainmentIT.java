package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins that throw, allocate or hold an event loop: counted by name, and reported when it is too
 * much. Only what nothing depends on is left alone then.
 */
class ContainmentIT {
  private static final String SERVICES = "META-INF/services/io.servex.api.";
  private static final String PROVIDER =
      """
      package acme.bad;
      import io.servex.api.balancing.*;
      import io.servex.api.filter.*;
      import io.servex.api.plugin.*;
      import io.servex.api.routing.*;
      public final class %1$s implements %2$s<%1$s.Settings> {
        public record Settings(@Default("false") boolean open) {}
        public String type() { return "acme.bad"; }
        public Class<Settings> configType() { return Settings.class; }
        %3$s
      }
      """;

  private static final String FILTER = "{kind=\"filter\",type=\"acme.bad\"}";

  @TempDir Path work;
  private PluginJars jars;

  @BeforeEach
  void makeFolders() throws IOException {
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
  }

  private void install(String kind, String service, String body) throws IOException {
    jars.build(
        work.resolve("plugins/bad.jar"),
        Map.of("acme.bad." + kind, PROVIDER.formatted(kind, service, body)),
        Map.of(SERVICES + packageOf(service) + service, "acme.bad." + kind));
  }

  private static String packageOf(String service) {
    return switch (service) {
      case "FilterProvider" -> "filter.";
      case "RouteMatcherProvider" -> "routing.";
      default -> "balancing.";
    };
  }

  /** A filter that throws where the query says so. */
  private void filter(String policy, String phase) throws IOException {
    install(
        "Filters",
        "FilterProvider",
        """
        public FilterPhase phase() { return FilterPhase.%s; }
        public FailurePolicy failurePolicy() { return FailurePolicy.%s; }
        public Filter create(Settings settings, PluginContext context) {
          return exchange -> {
            if ("throw".equals(exchange.request().rawQuery())) {
              throw new AssertionError("bad");
            }
            if ("hold".equals(exchange.request().rawQuery())) {
              var until = System.nanoTime() + 400_000_000L;
              while (System.nanoTime() < until) {
                Thread.onSpinWait();
              }
            }
            return "no".equals(exchange.request().rawQuery())
                ? Verdict.respond(Response.error(403, "no")) : Verdict.CONTINUE;
          };
        }
        """
            .formatted(phase, policy));
  }

  private Servex gateway(String budget, String filters, String rules) {
    return Servex.fromYaml(
        """
        server:
          http: "127.0.0.1:0"
          workers: 1
          enable_default_metrics: true
          custom_headers: {X-Gateway: servex}
        plugins: {directory: "%s"%s}
        filters: [%s]
        logging: {disable_request_logging: true}
        proxy:
          enabled: true
          rules:
        %s
        """
            .formatted(work.resolve("plugins"), budget, filters, rules));
  }

  private static int status(Servex.Running gateway, String target) throws IOException {
    return status(gateway.port(), target);
  }

  private static int status(int port, String target) throws IOException {
    return RawHttpClient.get(port, target).status();
  }

  private static double metric(Servex.Running gateway, String series) throws IOException {
    return Scrape.of(gateway.port()).value(series);
  }

  @Test
  void goesOnAskingAFilterThatDecidesHoweverOftenItFails() throws Exception {
    filter("CLOSED", "TRANSFORM");
    try (var backend = OriginServer.answering("ok");
        var gateway =
            gateway(", failure_budget: 3", "acme.bad", Yaml.rule("all", "/", "", backend.url()))
                .start()) {
      assertThat(status(gateway, "/?throw")).isEqualTo(500);
      assertThat(status(gateway, "/")).isEqualTo(200);
      for (var i = 0; i < 4; i++) {
        assertThat(status(gateway, "/?throw")).isEqualTo(500);
      }

      assertThat(status(gateway, "/")).isEqualTo(200);
      assertThat(status(gateway, "/?no")).isEqualTo(403);
      assertThat(metric(gateway, "servex_plugin_failures_total" + FILTER)).isEqualTo(5);
      assertThat(metric(gateway, "servex_plugin_budget_exceeded_total" + FILTER)).isEqualTo(1);
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
          .doesNotContain("servex_plugin_quarantines_total{");
    }
  }

  @Test
  void passesOverAFilterThatSaysThatNothingDependsOnIt() throws Exception {
    filter("OPEN", "TRANSFORM");
    try (var backend = OriginServer.answering("ok");
        var gateway =
            gateway(", failure_budget: 2", "acme.bad", Yaml.rule("all", "/", "", backend.url()))
                .start()) {
      assertThat(status(gateway, "/?no")).isEqualTo(403);
      assertThat(status(gateway, "/?throw")).isEqualTo(500);
      assertThat(status(gateway, "/?throw")).isEqualTo(500);

      assertThat(status(gateway, "/?throw")).isEqualTo(200);
      assertThat(status(gateway, "/?no")).isEqualTo(200);
      assertThat(metric(gateway, "servex_plugin_quarantines_total" + FILTER)).isEqualTo(1);
    }
  }

  /** The transformer throws at the end of a body, when the client has the head already. */
  @Test
  void countsBodiesThatATransformerBreaks() throws Exception {
    install(
        "Filters",
        "FilterProvider",
        """
        public FilterPhase phase() { return FilterPhase.TRANSFORM; }
        public Filter create(Settings settings, PluginContext context) {
          return new Filter() {
            public Verdict request(FilterExchange exchange) { return Verdict.CONTINUE; }
            public void response(FilterExchange exchange, ResponseHead response) {
              response.transformBody(new BodyTransformer() {
                public void part(java.nio.ByteBuffer part, Out out) { out.write(part); }
                public void end(Out out) { throw new IllegalStateException("bad"); }
              });
            }
          };
        }
        """);
    try (var backend = OriginServer.answering("ok");
        var gateway =
            gateway(
                    ", failure_budget: 2",
                    "",
                    Yaml.rule("all", "/", "filters: [acme.bad]", backend.url()))
                .start()) {
      for (var i = 0; i < 3; i++) {
        assertThat(status(gateway, "/")).isEqualTo(500);
      }

      assertThat(metric(gateway, "servex_plugin_failures_total" + FILTER)).isEqualTo(3);
      assertThat(metric(gateway, "servex_plugin_budget_exceeded_total" + FILTER)).isEqualTo(1);
    }
  }

  @Test
  void refusesSettingsThatTheGatewayReadsItself() throws Exception {
    jars.build(
        work.resolve("plugins/bad.jar"),
        Map.of(
            "acme.bad.Filters",
            PROVIDER
                .formatted(
                    "Filters",
                    "FilterProvider",
                    "public FilterPhase phase() { return null; }"
                        + "public Filter create(Settings settings, PluginContext context) { return null; }")
                .replace("boolean open", "String mode")),
        Map.of(SERVICES + "filter.FilterProvider", "acme.bad.Filters"));

    assertThatThrownBy(
            () -> gateway("", "acme.bad", Yaml.rule("all", "/", "", "http://127.0.0.1:1")))
        .hasMessageContaining("the setting mode (expected: another name");
  }

  @Test
  void refusesAFilterThatProtectsAndWouldFailOpen() throws Exception {
    for (var phase : new String[] {"AUTHENTICATION", "AUTHORIZATION", "ACCESS", "CSRF"}) {
      filter("OPEN", phase);

      assertThatThrownBy(
              () -> gateway("", "acme.bad", Yaml.rule("all", "/", "", "http://127.0.0.1:1")))
          .hasMessageContaining("acme.bad is not installed")
          .hasMessageContaining("failurePolicy OPEN in the phase " + phase + " (expected: CLOSED");
    }
  }

  @Test
  void neverLetsARequestFallBehindAMatcherThatThrows() throws Exception {
    install(
        "Matchers",
        "RouteMatcherProvider",
        """
        public RouteMatcher create(Settings settings, PluginContext context) {
          return request -> {
            if (request.rawQuery() != null) {
              throw new IllegalStateException("bad");
            }
            return true;
          };
        }
        """);
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            gateway(
                    ", failure_budget: 2",
                    "",
                    Yaml.rule("first", "/a", "match: [acme.bad]", one.url())
                        + Yaml.rule("rest", "/", "", two.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/a").body()).isEqualTo("one");
      for (var i = 0; i < 2; i++) {
        var undecided = RawHttpClient.get(gateway.port(), "/a?x");
        assertThat(undecided.status()).isEqualTo(500);
        assertThat(undecided.field("x-gateway")).isEqualTo("servex");
        assertThat(undecided.field("x-request-id")).isNotEmpty();
      }

      assertThat(status(gateway, "/a")).isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/b").body()).isEqualTo("two");
      assertThat(
              metric(gateway, "servex_plugin_failures_total{kind=\"matcher\",type=\"acme.bad\"}"))
          .isEqualTo(2);
    }
  }

  @Test
  void goesByTheOrderOfTheFileWhereAStrategyFails() throws Exception {
    install(
        "Strategies",
        "BalancingStrategyProvider",
        """
        public BalancingStrategy create(Settings settings, PluginContext context) {
          return eligible -> request -> {
            throw new IllegalStateException("bad");
          };
        }
        """);
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            gateway(
                    ", failure_budget: 5",
                    "",
                    Yaml.rule("all", "/", "load_balancing: acme.bad", one.url(), two.url()))
                .start()) {
      for (var i = 0; i < 10; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("one");
      }

      assertThat(
              metric(gateway, "servex_plugin_failures_total{kind=\"strategy\",type=\"acme.bad\"}"))
          .isGreaterThanOrEqualTo(10);
    }
  }

  /** Each of 50 calls is looked at here, and the first 20 are passed over. */
  @Test
  void countsWhatAPluginAllocates() throws Exception {
    install(
        "Filters",
        "FilterProvider",
        """
        static volatile byte[] last;
        public FilterPhase phase() { return FilterPhase.TRANSFORM; }
        public Filter create(Settings settings, PluginContext context) {
          return exchange -> {
            last = new byte[10_000];
            return Verdict.CONTINUE;
          };
        }
        """);
    try (var backend = OriginServer.answering("ok");
        var gateway =
            gateway(
                    ", allocation_sampling: 1",
                    "acme.bad",
                    Yaml.rule("all", "/", "", backend.url()))
                .start()) {
      for (var i = 0; i < 50; i++) {
        assertThat(status(gateway, "/")).isEqualTo(200);
      }

      assertThat(metric(gateway, "servex_plugin_allocated_bytes_total" + FILTER))
          .isBetween(10_000.0 * 15, 11_000.0 * 51);
    }
  }

  /** Of a filter that may be left alone, so that one wrapper is around another. */
  @Test
  void countsWhatATransformerOfBodiesAllocates() throws Exception {
    install(
        "Filters",
        "FilterProvider",
        """
        static volatile byte[] last;
        public FilterPhase phase() { return FilterPhase.TRANSFORM; }
        public FailurePolicy failurePolicy() { return FailurePolicy.OPEN; }
        public Filter create(Settings settings, PluginContext context) {
          return new Filter() {
            public Verdict request(FilterExchange exchange) { return Verdict.CONTINUE; }
            public void response(FilterExchange exchange, ResponseHead response) {
              response.transformBody(new BodyTransformer() {
                public void part(java.nio.ByteBuffer part, Out out) {
                  last = new byte[10_000];
                  out.write(part);
                }
                public void end(Out out) {}
              });
            }
          };
        }
        """);
    try (var backend = OriginServer.answering("ok");
        var gateway =
            gateway(
                    ", allocation_sampling: 1",
                    "acme.bad",
                    Yaml.rule("all", "/", "", backend.url()))
                .start()) {
      for (var i = 0; i < 50; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("ok");
      }

      assertThat(metric(gateway, "servex_plugin_allocated_bytes_total" + FILTER))
          .isBetween(10_000.0 * 15, 12_000.0 * 51);
    }
  }

  @Test
  void saysOfAStrategyThatAllocatesThatItDoes() throws Exception {
    install(
        "Strategies",
        "BalancingStrategyProvider",
        """
        static volatile byte[] last;
        public BalancingStrategy create(Settings settings, PluginContext context) {
          return eligible -> request -> {
            last = new byte[10_000];
            return eligible.getFirst();
          };
        }
        """);
    try (var backend = OriginServer.answering("ok");
        var gateway =
            new GatewayProcess(
                Files.createDirectory(work.resolve("home")),
                "",
                """
                server: {http: "127.0.0.1:PORT", workers: 1}
                plugins: {directory: "%s", allocation_sampling: 1}
                logging: {disable_request_logging: true}
                proxy:
                  enabled: true
                  rules:
                %s
                """
                    .formatted(
                        work.resolve("plugins"),
                        Yaml.rule("all", "/", "load_balancing: acme.bad", backend.url())))) {
      for (var i = 0; i < 50; i++) {
        assertThat(status(gateway.port(), "/")).isEqualTo(200);
      }

      assertThat(gateway.log().lines().filter(line -> line.contains("component allocates")))
          .singleElement()
          .asString()
          .contains("\"kind\":\"strategy\"", "\"type\":\"acme.bad\"", "\"bytes_per_call\":");
    }
  }

  @Test
  void namesThePluginThatHoldsAnEventLoop() throws Exception {
    filter("CLOSED", "TRANSFORM");
    try (var backend = OriginServer.answering("ok");
        var gateway =
            new GatewayProcess(
                Files.createDirectory(work.resolve("home")),
                "",
                """
                server: {http: "127.0.0.1:PORT", workers: 1, enable_default_metrics: true}
                plugins: {directory: "%s"}
                filters: [acme.bad]
                logging: {disable_request_logging: true}
                proxy:
                  enabled: true
                  rules:
                %s
                """
                    .formatted(
                        work.resolve("plugins"), Yaml.rule("all", "/", "", backend.url())))) {
      assertThat(status(gateway.port(), "/")).isEqualTo(200);

      await()
          .untilAsserted(() -> {
            assertThat(status(gateway.port(), "/?hold")).isEqualTo(200);
            assertThat(
                    Scrape.of(gateway.port())
                        .value("servex_event_loop_stalls_total{plugin=\"bad.jar\"}"))
                .isGreaterThanOrEqualTo(1);
          });
      await()
          .untilAsserted(() ->
              assertThat(gateway.log().lines().filter(line -> line.contains("event loop held")))
                  .singleElement()
                  .asString()
                  .contains("\"plugin\":\"bad.jar\"", "\"type\":\"acme.bad\"", "\"held_ms\":")
                  .containsPattern(
                      "\"frame\":\"[^\"]*/acme\\.bad\\.Filters\\..*Filters\\.java:[0-9]+"));
    }
  }
}
