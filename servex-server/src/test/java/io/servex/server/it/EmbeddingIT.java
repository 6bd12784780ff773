package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import io.servex.server.Servex;
import io.servex.server.ServexBuilder;
import io.servex.server.StartException;
import io.servex.server.embed.Backend;
import io.servex.server.embed.LoadBalancing;
import io.servex.server.embed.LoggingConfig;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.ProxyRule;
import io.servex.server.embed.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** R67 to R69: gateways inside another program, alone and side by side. */
class EmbeddingIT {
  @TempDir private Path folder;

  private ServexBuilder gateway(int workers, String log, ProxyRule rule) {
    return Servex.builder()
        .http("127.0.0.1:0")
        .server(ServerConfig.builder().workers(workers).build())
        .logging(LoggingConfig.builder().file(folder.resolve(log)).build())
        .proxy(ProxyConfig.builder().rules(rule).build());
  }

  private static ProxyRule all(OriginServer... origins) {
    var rule = ProxyRule.builder().name("all").pathPrefix("/");
    for (var origin : origins) {
      rule.backends(Backend.of(origin.url()));
    }
    return rule.build();
  }

  private List<String> lines(String log) throws Exception {
    return Files.readAllLines(folder.resolve(log));
  }

  /** R68: twice the weight, twice the requests, and the prefix stripped. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void servesByTheRulesOfItsBuilder(int workers) throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            gateway(
                    workers,
                    "a.log",
                    ProxyRule.builder()
                        .name("api-backend")
                        .pathPrefix("/api/")
                        .stripPrefix("/api")
                        .loadBalancing(LoadBalancing.WEIGHTED_ROUND_ROBIN)
                        .backends(Backend.of(one.url()).weight(2), Backend.of(two.url()).weight(1))
                        .build())
                .start()) {
      var answers = new ArrayList<String>();
      for (var i = 0; i < 30; i++) {
        answers.add(RawHttpClient.get(gateway.port(), "/api/users").body());
      }

      assertThat(answers).filteredOn(body -> body.startsWith("one")).hasSize(20);
      assertThat(answers).filteredOn(body -> body.startsWith("two")).hasSize(10);
      assertThat(one.requests()).allMatch(head -> head.startsWith("GET /users HTTP/1.1\r\n"));
    }
  }

  /**
   * R59, R60, R61, R62, R63, R64, R65, R69: what plugins do is composed in code like everything
   * else.
   */
  @Test
  void composesWhatPluginsDo() throws Exception {
    var home = Program.unpack(Files.createDirectory(folder.resolve("home"))).home();
    try (var origin = OriginServer.answering("one");
        var gateway =
            gateway(2, "a.log", all(origin))
                .plugins(home.resolve("plugins"))
                .blockedUserAgents("bot", "crawler")
                .requestsPerMinute(4)
                .securityHeaders()
                .authMemoryDatabase()
                .cors("https://app.example.com")
                .healthEndpoint()
                .defaultMetrics()
                .logFields("method", "url", "status", "duration")
                .start()) {
      var port = gateway.port();
      assertThat(RawHttpClient.get(port, "/a", "User-Agent: Mozilla BOT").status()).isEqualTo(403);
      var path = "/api/v1/auth/register";
      var user = AuthGateway.credentials("ann", "ann-password");
      assertThat(AuthGateway.send(port, "POST", path, user).status()).isEqualTo(201);
      for (var i = 0; i < 3; i++) {
        var answer = RawHttpClient.get(port, "/a", "Origin: https://app.example.com");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.field("Access-Control-Allow-Origin"))
            .isEqualTo("https://app.example.com");
      }
      var limited = RawHttpClient.get(port, "/a");
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.field("Retry-After")).isNotEmpty();
      assertThat(RawHttpClient.get(port, "/health").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(port, "/metrics").body()).contains("servex_proxy");
      assertThat(origin.requests()).hasSize(3);
    }
    assertThat(lines("a.log"))
        .anyMatch(line -> line.contains("\"status\":403"))
        .anyMatch(line -> line.contains("\"status\":429"));
  }

  @Test
  void runsBesideAnotherEachWithItsOwnLog() throws Exception {
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var first = gateway(1, "first.log", all(one)).start();
        var second = gateway(2, "second.log", all(two)).start()) {
      assertThat(RawHttpClient.get(first.port(), "/to-first").body()).isEqualTo("one");
      assertThat(RawHttpClient.get(second.port(), "/to-second").body()).isEqualTo("two");
      first.close();
      first.close();
      assertThat(RawHttpClient.get(second.port(), "/still").body()).isEqualTo("two");

      assertThat(lines("first.log")).hasSize(2).allMatch(line -> line.contains("/to-first"));
      await()
          .untilAsserted(() ->
              assertThat(lines("second.log"))
                  .hasSize(4)
                  .allMatch(line -> line.contains("/to-second") || line.contains("/still")));
    }
  }

  @Test
  void leavesTheLoggingOfItsHostAlone() throws Exception {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var own = context.getLogger("io.servex");
    var appenders = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(appenders::add);
    var levels = List.of(root.getLevel(), String.valueOf(own.getLevel()));

    try (var origin = OriginServer.answering("x");
        var gateway = gateway(1, "a.log", all(origin)).start()) {
      RawHttpClient.get(gateway.port(), "/");
      gateway.reload(gateway(1, "b.log", all(origin)).build());
      RawHttpClient.get(gateway.port(), "/");
    }

    var after = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(after::add);
    assertThat(after).isEqualTo(appenders);
    assertThat(List.of(root.getLevel(), String.valueOf(own.getLevel()))).isEqualTo(levels);
    assertThat(lines("a.log")).hasSize(2);
    assertThat(lines("b.log")).hasSize(2);
  }

  @Test
  void leavesNothingBehindWhenItCannotStart() throws Exception {
    try (var origin = OriginServer.answering("x");
        var gateway = gateway(1, "a.log", all(origin)).start()) {
      var threads = logThreads();
      var taken = gateway(1, "b.log", all(origin)).http("127.0.0.1:" + gateway.port());

      assertThatThrownBy(taken::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining(String.valueOf(gateway.port()));
      assertThat(logThreads()).isEqualTo(threads);
    }
    await().untilAsserted(() -> assertThat(logThreads()).isZero());
  }

  private static long logThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("servex-log"))
        .count();
  }
}
