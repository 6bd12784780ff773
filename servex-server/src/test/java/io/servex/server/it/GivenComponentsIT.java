package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.plugin.PluginContext;
import io.servex.api.routing.RouteMatcher;
import io.servex.api.routing.RouteMatcherProvider;
import io.servex.server.Servex;
import io.servex.server.ServexBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Components that an embedding program provides itself, without any jar. */
class GivenComponentsIT {
  /** Takes requests with a query. */
  private static final class Queries implements RouteMatcherProvider<Queries.Settings> {
    public record Settings(String query) {}

    @Override
    public String type() {
      return "test.query";
    }

    @Override
    public Class<Settings> configType() {
      return Settings.class;
    }

    @Override
    public RouteMatcher create(Settings settings, PluginContext context) {
      return request -> settings.query().equals(request.rawQuery());
    }
  }

  private static ServexBuilder builder(Map<String, Object> rule, OriginServer... backends) {
    var urls =
        List.of(backends).stream().map(backend -> Map.of("url", (Object) backend.url())).toList();
    Map<String, Object> all = new java.util.HashMap<>(rule);
    all.put("backends", urls);
    return Servex.builder()
        .http("127.0.0.1:0")
        .section("logging", Map.of("disable_request_logging", "true"))
        .section("proxy", Map.of("enabled", "true", "rules", List.of(all)));
  }

  @Test
  void balancesByALambda() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            builder(Map.of("load_balancing", "test.last"), one, two)
                .strategy("test.last", context -> eligible -> request -> eligible.getLast())
                .start()) {
      for (var i = 0; i < 3; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("two");
      }
    }
  }

  @Test
  void bindsTheSettingsOfAProvider() throws Exception {
    var rule =
        Map.<String, Object>of("match", List.of(Map.of("type", "test.query", "query", "beta")));
    try (var one = OriginServer.answering("one");
        var gateway = builder(rule, one).plugin(new Queries()).start()) {
      assertThat(RawHttpClient.get(gateway.port(), "/?beta").body()).isEqualTo("one");
      assertThat(RawHttpClient.get(gateway.port(), "/").status()).isEqualTo(404);
    }
  }

  @Test
  void refusesATypeThatIsTaken() throws Exception {
    try (var one = OriginServer.answering("one")) {
      var builder =
          builder(Map.of(), one)
              .strategy("round_robin", context -> eligible -> request -> eligible.getFirst());

      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "the program provides the balancing strategy round_robin, as does the gateway");
    }
  }
}
