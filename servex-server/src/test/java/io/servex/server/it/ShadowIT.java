package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import io.servex.server.config.Advice;
import io.servex.server.config.ConfigLoader;
import io.servex.server.plugin.InstalledPlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that are asked and not obeyed. */
class ShadowIT {
  @TempDir static Path work;
  private static Path plugins;

  @BeforeAll
  static void buildJar() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    ActingFilters.build(work, plugins.resolve("act.jar"));
  }

  private static String yaml(String filters, String backend) {
    return """
    server: {http: "127.0.0.1:0", workers: 1, enable_default_metrics: true}
    plugins: {directory: "%s"}
    filters: [%s]
    logging: {disable_request_logging: true}
    proxy:
      enabled: true
      rules:
    %s\
    """
        .formatted(plugins, filters, Yaml.rule("all", "/", "", backend));
  }

  private static Servex.Running shadowed(String filter, OriginServer backend)
      throws StartException {
    return Servex.fromYaml(yaml("{type: acme.change, mode: shadow, " + filter + "}", backend.url()))
        .start();
  }

  private static void counts(Servex.Running gateway, String action, int count) throws IOException {
    assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
        .contains(
            "servex_filter_shadow_total{action=\""
                + action
                + "\",filter=\"acme.change\"} "
                + count);
  }

  @ParameterizedTest
  @CsvSource({
    "request: refuse, refuse",
    "request: refuse-later, refuse",
    "request: throw, undecided",
    "request: 'null', undecided",
    "request: fail-later, undecided",
    "request: body, undecided",
    "request: see-body, undecided",
    "response: mark, change",
    "response: throw, undecided",
    "response: not-modified, refuse",
    "response: upper, change",
  })
  void nothingComesOfWhatItDecides(String what, String action) throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = shadowed(what, backend);
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 3; i++) {
        client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
        var response = client.response();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("POST /p HTTP/1.1").endsWith("hello");
        assertThat(response.head()).doesNotContain("X-Mark");
      }
      await().untilAsserted(() -> counts(gateway, action, 3));
    }
  }

  @Test
  void doesNotWait() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = shadowed("request: never", backend)) {
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(200);
    }
  }

  @Test
  void leavesRequestsAsTheyAre() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway = shadowed("request: set", backend)) {
      assertThat(RawHttpClient.get(gateway.port(), "/", "Cookie: a=b").status()).isEqualTo(200);

      assertThat(backend.requests().getFirst()).contains("Cookie: a=b").doesNotContain("X-User-Id");
      counts(gateway, "change", 3);
    }
  }

  @Test
  void obeysTheOthers() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            Servex.fromYaml(
                    yaml(
                        "{type: acme.access, mode: shadow, request: refuse},"
                            + " {type: acme.change, mode: enforce, request: refuse, name: real}",
                        backend.url()))
                .start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/").field("x-why")).isEqualTo("real");
    }
  }

  @Test
  void sectionsHaveAModeToo() throws Exception {
    try (var backend = OriginServer.echo();
        var gateway =
            Yaml.startWithPlugins(
                """
                filter: {mode: shadow, blocked_user_agents: [bot]}
                rate_limit: {enabled: true, mode: shadow, requests_per_interval: 1}
                """,
                Yaml.rule("all", "/", "", backend.url()))) {
      for (var i = 0; i < 3; i++) {
        var response = RawHttpClient.get(gateway.port(), "/", "User-Agent: bot");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("x-ratelimit-limit")).isEmpty();
      }
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
          .contains("servex_filter_shadow_total{action=\"refuse\",filter=\"filter\"} 3")
          .contains("servex_filter_shadow_total{action=\"refuse\",filter=\"rate_limit\"} 2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shade", "[shadow]", "{a: b}"})
  void refusesOtherModes(String mode) {
    assertThatThrownBy(
            () -> Servex.fromYaml(yaml("{type: acme.access, mode: " + mode + "}", "http://a:1")))
        .hasMessageContaining("filters[0].mode: ")
        .hasMessageContaining("(expected: one of enforce, shadow)");
  }

  /** Who leaves a door open is told so. */
  @Test
  void warnsOfDoorsThatStandOpen() throws Exception {
    var advice = new ArrayList<Advice>();
    try (var installed = new InstalledPlugins()) {
      var components = installed.look(plugins, Set.of());
      var setup =
          new ConfigLoader(Map.of(), (section, mentioned) -> components, advice::add)
              .parse(
                  yaml(
                      "{type: acme.access, mode: shadow}, {type: acme.login, mode: shadow}",
                      "http://a:1"));
      assertThat(setup.config().filters()).hasSize(2);
    }

    assertThat(advice)
        .anyMatch(
            one -> !one.minor() && one.line().contains("filters[0].mode: in shadow, acme.access"))
        .anyMatch(one -> !one.minor() && one.line().contains("acme.login asks NOBODY"));
  }
}
