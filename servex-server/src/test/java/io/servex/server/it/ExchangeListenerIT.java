package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.api.balancing.Backend;
import io.servex.api.exchange.AnswerHead;
import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ExchangeListenerProvider;
import io.servex.api.exchange.ObservedExchange;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.PluginContext;
import io.servex.server.Servex;
import io.servex.server.ServexBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who watch exchanges: what they hear, in which order, and that nothing depends on them. */
class ExchangeListenerIT {
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  /** Settings of the components of this test. */
  public record Settings(@Default("false") boolean fails) {}

  /** Writes down what it hears. */
  private final class Recording implements ExchangeListenerProvider<Settings> {
    @Override
    public String type() {
      return "test.recording";
    }

    @Override
    public Class<Settings> configType() {
      return Settings.class;
    }

    @Override
    public ExchangeListener create(Settings settings, PluginContext context) {
      return settings.fails() ? new Failing() : new Recorder();
    }
  }

  private final class Recorder implements ExchangeListener {
    @Override
    public void began(ObservedExchange exchange) {
      var request = exchange.request();
      exchange.keep("its own");
      heard.add("began " + request.method() + " " + request.path() + " " + exchange.rule());
    }

    @Override
    public void routed(ObservedExchange exchange) {
      heard.add("routed " + exchange.rule());
    }

    @Override
    public void attempted(ObservedExchange exchange, Backend backend) {
      heard.add("attempted " + exchange.attempts() + " " + backend.url());
    }

    @Override
    public void answered(ObservedExchange exchange, AnswerHead answer) {
      heard.add(
          "answered %d %b %s %s"
              .formatted(
                  answer.status(),
                  answer.fromBackend(),
                  answer.header("x-answer"),
                  answer.headers("X-Answer")));
    }

    @Override
    public void ended(ObservedExchange exchange) {
      assertThat(exchange.elapsedNanos()).isPositive();
      assertThat(exchange.kept()).isEqualTo("its own");
      if ("/metrics".equals(exchange.rule())) {
        return;
      }
      assertThat(exchange.requestId()).isEqualTo("id-1");
      heard.add(
          "ended %d %s in %d out %d"
              .formatted(
                  exchange.status(), exchange.failure(), exchange.bytesIn(), exchange.bytesOut()));
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** Throws wherever it can. */
  private static final class Failing implements ExchangeListener {
    private static void fail() {
      throw new AssertionError("a listener that fails");
    }

    @Override
    public void began(ObservedExchange exchange) {
      fail();
    }

    @Override
    public void routed(ObservedExchange exchange) {
      fail();
    }

    @Override
    public void attempted(ObservedExchange exchange, Backend backend) {
      fail();
    }

    @Override
    public void answered(ObservedExchange exchange, AnswerHead answer) {
      fail();
    }

    @Override
    public void ended(ObservedExchange exchange) {
      fail();
    }
  }

  /** Refuses {@code /no}. */
  private static final class Refusing implements FilterProvider<Settings> {
    @Override
    public String type() {
      return "test.refusing";
    }

    @Override
    public Class<Settings> configType() {
      return Settings.class;
    }

    @Override
    public FilterPhase phase() {
      return FilterPhase.ACCESS;
    }

    @Override
    public Filter create(Settings settings, PluginContext context) {
      return exchange ->
          exchange.request().path().equals("/no")
              ? Verdict.respond(Response.error(403, "no").with("X-Answer", "filter"))
              : Verdict.CONTINUE;
    }
  }

  private ServexBuilder gateway(Map<String, Object> proxy, String... backends) {
    var urls = List.of(backends).stream().map(url -> Map.of("url", (Object) url)).toList();
    Map<String, Object> rule = Map.of("name", "all", "path_prefix", "/a", "backends", urls);
    Map<String, Object> other = Map.of("name", "no", "path_prefix", "/no", "backends", urls);
    return Servex.builder()
        .http("127.0.0.1:0")
        .defaultMetrics()
        .section("logging", Map.of("disable_request_logging", "true"))
        .section("proxy", Map.of("enabled", "true", "rules", List.of(rule, other)))
        .section("proxy", proxy)
        .plugin(new Recording())
        .plugin(new Refusing())
        .filter("test.refusing", Map.of());
  }

  private static RawHttpClient.@Nullable Response ask(int port, String head, String body)
      throws Exception {
    try (var client = new RawHttpClient(port)) {
      client.send(head + "\r\nHost: h\r\nX-Request-ID: id-1\r\n" + body);
      return client.response();
    }
  }

  private void awaitEnd(int exchanges) {
    await()
        .until(() -> heard.stream().filter(line -> line.startsWith("ended")).count() == exchanges);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hearsOfEveryStepInItsOrder(int workers) throws Exception {
    var answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Answer: a\r\nX-Answer: b\r\n\r\n";
    try (var origin =
            new OriginServer(
                (request, in, out, socket) -> OriginServer.write(out, answer + "abc"));
        var gateway =
            gateway(Map.of(), origin.url())
                .section("server", Map.of("workers", Integer.toString(workers)))
                .exchangeListener("test.recording", Map.of())
                .start()) {
      ask(gateway.port(), "POST /a/b HTTP/1.1", "Content-Length: 4\r\n\r\nwxyz");
      awaitEnd(1);

      assertThat(heard)
          .containsExactly(
              "began POST /a/b null",
              "routed all",
              "attempted 1 " + origin.url(),
              "answered 200 true a [a, b]",
              "ended 200 null in 4 out 3");
    }
  }

  @Test
  void hearsOfWhatNoBackendAnswers() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway =
            gateway(Map.of(), origin.url()).exchangeListener("test.recording", Map.of()).start()) {
      ask(gateway.port(), "GET /no HTTP/1.1", "\r\n");
      awaitEnd(1);
      ask(gateway.port(), "GET /else HTTP/1.1", "\r\n");
      awaitEnd(2);

      assertThat(heard)
          .containsExactly(
              "began GET /no null",
              "routed no",
              "answered 403 false filter [filter]",
              "ended 403 null in 0 out 16",
              "began GET /else null",
              "routed null",
              "answered 404 false null []",
              "ended 404 null in 0 out 23");
    }
  }

  @Test
  void hearsOfEachBackendThatIsTriedAndOfWhatFailed() throws Exception {
    var absent = OriginServer.echo();
    absent.close();
    var other = OriginServer.echo();
    other.close();
    try (var gateway =
        gateway(Map.of(), absent.url(), other.url())
            .exchangeListener("test.recording", Map.of())
            .start()) {
      ask(gateway.port(), "GET /a HTTP/1.1", "\r\n");
      awaitEnd(1);

      assertThat(heard.get(2)).startsWith("attempted 1 http://127.0.0.1:");
      assertThat(heard.get(3)).startsWith("attempted 2 http://127.0.0.1:");
      assertThat(heard.get(3).substring(12)).isNotEqualTo(heard.get(2).substring(12));
      assertThat(heard.get(4)).isEqualTo("answered 502 false null []");
      assertThat(heard.get(5)).startsWith("ended 502 connect in 0 out ");
    }
  }

  @Test
  void hearsOfTunnelsFromTheirHeadToTheirEnd() throws Exception {
    try (var origin =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out,
                  "HTTP/1.1 101 Switching Protocols\r\n"
                      + "Connection: upgrade\r\nUpgrade: echo\r\n\r\n");
              in.transferTo(out);
              return false;
            });
        var gateway =
            gateway(Map.of(), origin.url()).exchangeListener("test.recording", Map.of()).start()) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send(
            "GET /a HTTP/1.1\r\nHost: h\r\nX-Request-ID: id-1\r\n"
                + "Connection: upgrade\r\nUpgrade: echo\r\n\r\n");
        for (var line = client.line(); !line.isEmpty(); line = client.line()) {
          assertThat(client.closed()).isFalse();
        }
        client.send("hello");
        assertThat(client.read(5)).isEqualTo("hello");
        assertThat(heard).hasSize(4).last().isEqualTo("answered 101 true null []");
      }
      awaitEnd(1);

      assertThat(heard).last().isEqualTo("ended 101 null in 5 out 5");
    }
  }

  /** One that throws is counted and left alone, and neither traffic nor the others notice. */
  @Test
  void neverTouchesTrafficWhenItFails() throws Exception {
    try (var origin = OriginServer.answering("body");
        var gateway =
            gateway(Map.of(), origin.url())
                .section("plugins", Map.of("failure_budget", "12"))
                .exchangeListener("test.recording", Map.of("fails", "true"))
                .exchangeListener("test.recording", Map.of())
                .start()) {
      for (var i = 0; i < 10; i++) {
        assertThat(ask(gateway.port(), "GET /a HTTP/1.1", "\r\n"))
            .extracting(RawHttpClient.Response::body)
            .isEqualTo("body");
      }
      awaitEnd(10);

      var scrape = Scrape.of(gateway.port());
      var labels = "{kind=\"listener\",type=\"test.recording\"}";
      assertThat(heard).filteredOn(line -> line.startsWith("ended 200 null")).hasSize(10);
      assertThat(scrape.value("servex_plugin_quarantines_total" + labels)).isEqualTo(1);
      assertThat(scrape.value("servex_plugin_failures_total" + labels)).isBetween(12.0, 14.0);
    }
  }

  @Test
  void livesOnOverAReloadAndIsClosedOnce() throws Exception {
    try (var origin = OriginServer.answering("body")) {
      var drain = Map.<String, Object>of("drain_timeout", "100ms");
      var same =
          gateway(Map.of(), origin.url())
              .section("server", drain)
              .exchangeListener("test.recording", Map.of());
      var none = gateway(Map.of(), origin.url()).section("server", drain);
      try (var gateway = same.start()) {
        gateway.reload(same.section("proxy", Map.of("global_timeout", "20s")).build());
        assertThat(closed).hasValue(0);

        gateway.reload(none.build());
        await().until(() -> closed.get() == 1);
        ask(gateway.port(), "GET /a HTTP/1.1", "\r\n");
        assertThat(heard).isEmpty();
      }
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void isRefusedWhereItIsNotInstalledOrItsSettingsAreWrong() {
    assertThatThrownBy(() ->
            gateway(Map.of(), "http://127.0.0.1:1").exchangeListener("test.none", Map.of()).build())
        .hasMessageContaining("exchange_listeners[0]: test.none is not installed");
    assertThatThrownBy(() ->
            gateway(Map.of(), "http://127.0.0.1:1")
                .exchangeListener("test.recording", Map.of("fail", "true"))
                .build())
        .hasMessageContaining("exchange_listeners[0].fail: unknown key (did you mean fails?)");
  }
}
