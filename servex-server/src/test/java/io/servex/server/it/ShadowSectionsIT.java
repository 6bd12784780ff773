package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every filter that is shipped stands in shadow in one configuration: each is asked and counted,
 * and what clients and the backend get is what they get from a gateway that has none of them.
 */
class ShadowSectionsIT {
  private static final String TEXT = "compressible ".repeat(500);
  private static final String ORIGIN = "Origin: https://a.example";

  /** All that can be told of a gateway from outside; what may differ is not among it. */
  private record Seen(List<String> head, String body) {
    static Seen of(RawHttpClient.Response response) {
      return new Seen(
          response
              .head()
              .lines()
              .filter(line -> !line.regionMatches(true, 0, "x-request-id:", 0, 13))
              .filter(line -> !line.regionMatches(true, 0, "date:", 0, 5))
              .sorted()
              .toList(),
          response.body());
    }
  }

  @TempDir private static Path folder;
  private static OriginServer backend;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "a file");
    backend =
        OriginServer.raw(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: "
                + TEXT.length()
                + "\r\n\r\n"
                + TEXT);
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static String rules() {
    return Yaml.rule("users", "/users", "auth: {}", backend.url())
        + Yaml.rule("app", "/app", "", backend.url());
  }

  private static Servex.Running shadowed() throws Exception {
    return Yaml.startWithPlugins(
        """
        auth:
          enabled: true
          mode: shadow
          use_memory_database: true
          jwt_access_secret: "%s"
          jwt_refresh_secret: "%s"
        filter: {mode: shadow, blocked_user_agents: [bot]}
        rate_limit: {enabled: true, mode: shadow, requests_per_interval: 1, interval: 1h}
        security: {enabled: true, mode: shadow, preset: strict, csrf_enabled: true}
        cors: {enabled: true, mode: shadow, allow_origins: ["https://a.example"]}
        cache: {enabled: true, mode: shadow, cache_control: "max-age=60", etag: '"v1"'}
        compression: {enabled: true, mode: shadow}
        static_files: {enabled: true, mode: shadow, dir: "%s"}
        """
            .formatted(AuthGateway.ACCESS_KEY, AuthGateway.REFRESH_KEY, folder),
        rules());
  }

  private static Servex.Running without() throws Exception {
    return Yaml.startWithPlugins("", rules().replace("      auth: {}\n", ""));
  }

  private static Seen ask(Servex.Running gateway, String first, String... fields)
      throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          first + " HTTP/1.1\r\nHost: h.example\r\n" + RawHttpClient.lines(fields) + "\r\n");
      return Seen.of(client.response());
    }
  }

  /** What the backend got, without what names the request and the gateway. */
  private static String got() {
    return backend
        .requests()
        .getLast()
        .replaceAll("(?mi)^(x-request-id|x-forwarded-port):.*\r\n", "");
  }

  private static void assertSame(
      Servex.Running with, Servex.Running without, String first, String... fields)
      throws IOException {
    var expected = ask(without, first, fields);
    var sent = got();

    assertThat(ask(with, first, fields)).as(first).isEqualTo(expected);
    assertThat(got()).as(first).isEqualTo(sent);
  }

  private static double count(Servex.Running gateway, String filter, String action)
      throws IOException {
    var series = "servex_filter_shadow_total{action=\"%s\",filter=\"%s\"}";
    return Scrape.of(gateway.port()).value(series.formatted(action, filter));
  }

  @Test
  void changesNothingAndCountsWhatItWouldHaveDone() throws Exception {
    try (var with = shadowed();
        var without = without()) {
      assertSame(with, without, "GET /app/x", ORIGIN, "Accept-Encoding: gzip");
      assertSame(with, without, "POST /app/x", "Content-Length: 0");
      assertSame(with, without, "OPTIONS /app/x", ORIGIN, "Access-Control-Request-Method: DELETE");
      assertSame(with, without, "GET /app/x", "If-None-Match: \"v1\"");
      assertSame(with, without, "GET /app/x", "User-Agent: a bot");
      assertSame(with, without, "GET /users/x", "Authorization: Bearer a.b.c");
      assertSame(with, without, "GET /a.txt");

      for (var filter : List.of("security", "csrf", "cors", "cache", "compression")) {
        assertThat(count(with, filter, "change")).as(filter).isPositive();
      }
      for (var filter : List.of("csrf", "cors", "cache", "filter")) {
        assertThat(count(with, filter, "refuse")).as(filter).isEqualTo(1);
      }
      assertThat(count(with, "auth", "refuse")).isPositive();
      assertThat(count(with, "rate_limit", "refuse")).isGreaterThanOrEqualTo(6);
      await().until(() -> count(with, "static_files", "refuse") == 1);
      for (var filter :
          List.of("security", "csrf", "cors", "cache", "compression", "filter", "rate_limit")) {
        assertThat(count(with, filter, "undecided")).as(filter).isZero();
      }
    }
  }
}
