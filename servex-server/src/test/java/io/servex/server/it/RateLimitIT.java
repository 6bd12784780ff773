package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of the rate on proxied paths (R60, R66): D47, D63, D68 to D76. */
class RateLimitIT {
  private static OriginServer backend;

  @BeforeAll
  static void start() throws IOException {
    backend = OriginServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static Servex.Running limited(String settings) throws StartException {
    return Yaml.startWithPlugins(
        "rate_limit:\n  enabled: true\n  interval: 1h\n" + settings.indent(2),
        Yaml.rule("all", "/", "", backend.url()));
  }

  private static List<Integer> statuses(RawHttpClient client, int count, String... fields)
      throws IOException {
    var statuses = new ArrayList<Integer>();
    for (var i = 0; i < count; i++) {
      statuses.add(get(client, "/x", fields).status());
    }
    return statuses;
  }

  private static RawHttpClient.Response get(RawHttpClient client, String path, String... fields)
      throws IOException {
    client.send("GET " + path + " HTTP/1.1\r\nHost: g\r\n" + RawHttpClient.lines(fields) + "\r\n");
    return client.response();
  }

  /** R60: the request that is one too many. */
  @Test
  void answersAThousandRequestsAMinuteAndRefusesTheNext() throws Exception {
    try (var gateway = limited("requests_per_interval: 1000");
        var client = new RawHttpClient(gateway.port())) {
      var statuses = statuses(client, 1000);
      var refused = get(client, "/x");

      assertThat(statuses).containsOnly(200);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("retry-after")).matches("[1-4]");
      assertThat(refused.field("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(refused.body())
          .isEqualTo("{\"message\":\"Rate limit exceeded, try again later.\"}");
      assertThat(refused.field("x-request-id")).isNotEmpty();
    }
  }

  /** D63, D69: what every answer says, and that refusals are counted. */
  @Test
  void tellsEveryClientWhatItHasLeft() throws Exception {
    try (var gateway = limited("requests_per_interval: 2\nstatus_code: 503\nmessage: slowly");
        var client = new RawHttpClient(gateway.port())) {
      var now = System.currentTimeMillis() / 1000;
      var first = get(client, "/x");
      var second = get(client, "/x");
      var third = get(client, "/x");

      assertThat(first.fields("x-ratelimit-limit")).containsExactly("2");
      assertThat(first.fields("x-ratelimit-remaining")).containsExactly("1");
      assertThat(second.field("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(third.field("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.body()).isEqualTo("{\"message\":\"slowly\"}");
      assertThat(Long.parseLong(first.field("x-ratelimit-reset")) - now).isBetween(1795L, 1900L);
      assertThat(Long.parseLong(third.field("x-ratelimit-reset")) - now).isBetween(1700L, 1900L);
      assertThat(Long.parseLong(third.field("retry-after"))).isBetween(1700L, 1800L);
      assertThat(first.field("ratelimit")).isEmpty();
      assertThat(get(client, "/metrics").body())
          .contains("servex_rate_limit_clients 1", "servex_rate_limit_forgotten_clients_total 0");
    }
  }

  @Test
  void speaksTheDraftToWhoeverWants() throws Exception {
    try (var gateway = limited("requests_per_interval: 4\nburst_size: 2\ndraft_headers: true");
        var client = new RawHttpClient(gateway.port())) {
      var first = get(client, "/x");

      assertThat(first.field("ratelimit-policy")).isEqualTo("\"default\";q=4;w=3600");
      assertThat(first.field("ratelimit")).isEqualTo("\"default\";r=1;t=900");
      assertThat(first.field("x-ratelimit-limit")).isEqualTo("2");
    }
  }

  /** D71: many clients, none of which another one shuts out. */
  @Test
  void answersTwentyThousandNewClients() throws Exception {
    try (var gateway =
            limited("requests_per_interval: 1\nmax_keys: 1000\ntrusted_proxies: [127.0.0.1]");
        var client = new RawHttpClient(gateway.port())) {
      for (var batch = 0; batch < 200; batch++) {
        var requests = new StringBuilder();
        for (var i = 0; i < 100; i++) {
          requests
              .append("GET / HTTP/1.1\r\nHost: g\r\nX-Forwarded-For: 10.9.")
              .append(batch)
              .append('.')
              .append(i)
              .append("\r\n\r\n");
        }
        client.send(requests.toString());
        for (var i = 0; i < 100; i++) {
          assertThat(client.response().status()).isEqualTo(200);
        }
      }
    }
  }

  /** Health and metrics are exempt, the status of rules and backends is not. */
  @Test
  void countsTheStatusAndNoProbe() throws Exception {
    try (var gateway = limited("requests_per_interval: 1");
        var client = new RawHttpClient(gateway.port())) {
      assertThat(get(client, "/proxy-status").field("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(get(client, "/proxy-status").status()).isEqualTo(429);
      assertThat(get(client, "/x").status()).isEqualTo(429);
      assertThat(get(client, "/health").status()).isEqualTo(200);
      assertThat(get(client, "/metrics").status()).isEqualTo(200);
    }
  }

  /** D72: a limiter has no business with bodies. */
  @Test
  void leavesBodiesAlone() throws Exception {
    try (var gateway = limited("requests_per_interval: 5");
        var client = new RawHttpClient(gateway.port())) {
      var body = "{\"username\":\"u\",\"more\":\"" + "x".repeat(2000) + "\"}";
      client.send(
          "POST /login HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);

      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.requests().getLast()).endsWith(body);
    }
  }

  /** D73, D74: locations have buckets of their own, and patterns. */
  @Test
  void limitsLocationsApart() throws Exception {
    try (var gateway =
            limited(
                """
                requests_per_interval: 3
                exclude_paths: ["/free/*"]
                locations:
                  - paths: ["/auth/*"]
                    requests_per_interval: 1
                    status_code: 403
                    message: no more
                  - paths: ["/open"]
                    enabled: false
                """);
        var client = new RawHttpClient(gateway.port())) {
      assertThat(get(client, "/auth/a").status()).isEqualTo(200);
      assertThat(get(client, "/auth/b/c").status()).isEqualTo(403);
      assertThat(statuses(client, 4)).containsExactly(200, 200, 200, 429);
      assertThat(get(client, "/free/deep/x").field("x-ratelimit-limit")).isEmpty();
      assertThat(get(client, "/open").status()).isEqualTo(200);
      assertThat(get(client, "/fre%65/x").status()).isEqualTo(200);
      assertThat(get(client, "/health").status()).isEqualTo(200);
      assertThat(get(client, "/metrics").status()).isEqualTo(200);
    }
  }

  /** D75, D79: who the client is, a trusted proxy's right-most strange address says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 | 6.6.6.6, 1.1.1.1 | 7.7.7.7, 1.1.1.1 | 429",
        "127.0.0.1 | 1.1.1.1 | 2.2.2.2 | 200",
        "127.0.0.1 | zzz | garbage | 429",
        "10.0.0.0/8 | 1.1.1.1 | 2.2.2.2 | 429",
        "127.0.0.1 | 2001:db8::1 | 2001:db8::2 | 429",
        "127.0.0.1 | 2001:db8:0:1::1 | 2001:db8:0:2::1 | 200",
        "127.0.0.1 | 1.1.1.1 | ::ffff:1.1.1.1 | 429",
      })
  void knowsClientsBehindTrustedProxies(String proxy, String one, String other, int status)
      throws Exception {
    try (var gateway = limited("requests_per_interval: 1\ntrusted_proxies: [\"" + proxy + "\"]");
        var client = new RawHttpClient(gateway.port())) {
      assertThat(get(client, "/x", "X-Forwarded-For: " + one).status()).isEqualTo(200);
      assertThat(get(client, "/x", "X-Forwarded-For: " + other).status()).isEqualTo(status);
    }
  }

  /**
   * D70: nobody exhausts another one's bucket by a name in a body, and none gets out of its own.
   */
  @Test
  void tellsClientsApartByAField() throws Exception {
    try (var gateway = limited("requests_per_interval: 1\nkey: header:X-Key");
        var client = new RawHttpClient(gateway.port())) {
      assertThat(statuses(client, 2, "X-Key: a")).containsExactly(200, 429);
      assertThat(statuses(client, 2, "x-key: b")).containsExactly(200, 429);
      assertThat(statuses(client, 1, "X-Key: 127.0.0.1")).containsExactly(200);
      assertThat(statuses(client, 2)).containsExactly(200, 429);
    }
  }

  @Test
  void limitsOneRuleBesideAllRequests() throws Exception {
    try (var gateway =
            Yaml.startWithPlugins(
                "rate_limit: {enabled: true, requests_per_interval: 5, interval: 1h}",
                Yaml.rule(
                        "tight",
                        "/tight",
                        "filters: [{type: rate_limit, requests_per_interval: 1, interval: 1h}]",
                        backend.url())
                    + Yaml.rule("all", "/", "", backend.url()));
        var client = new RawHttpClient(gateway.port())) {
      assertThat(get(client, "/tight").status()).isEqualTo(200);
      var refused = get(client, "/tight");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.fields("x-ratelimit-limit")).containsExactly("1");
      assertThat(get(client, "/x").field("x-ratelimit-remaining")).isEqualTo("2");
    }
  }

  /** D46, D76: what makes no limit is found before anything starts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | requests_per_interval: missing",
        "requests_per_interval: 0 | requests_per_interval: 0 (expected: 1 or more)",
        "requests_per_interval: 1@burst_size: -1 | burst_size: -1 (expected: 1 or more)",
        "requests_per_interval: 1@status_code: 200 | status_code: 200 (expected: 400 to 599)",
        "requests_per_interval: 1@trusted_proxies: [zzz] | rate_limit.trusted_proxies[0]: zzz (expected: an IP address",
        "requests_per_interval: 1@include_paths: [x] | rate_limit.include_paths[0]: x (expected: a path pattern",
        "requests_per_interval: 1@key: cookie | key: cookie (expected: ip",
        "requests_per_interval: 1@locations: [{paths: [], requests_per_interval: 1}] | rate_limit.locations[0].paths: [] (expected: at least one path)",
        "requests_per_interval: 1@locations: [{paths: [/a]}] | rate_limit.locations[0].requests_per_interval: missing",
        "requests_per_interval: 1@locations: [{paths: [/a], requests_per_interval: 1, key: user}] | rate_limit.locations[0].key: user (expected: user for all",
        "requests_per_interval: 1@per_second: 1 | unknown key",
      })
  void refusesWhatIsNoLimit(String settings, String problem) {
    assertThatThrownBy(() -> limited(settings.replace('@', '\n')))
        .hasMessageContaining("rate_limit")
        .hasMessageContaining(problem);
  }

  /** D47: what is left out, or zero, has the documented values. */
  @Test
  void needsNothingButANumber() throws Exception {
    try (var gateway =
            Yaml.startWithPlugins(
                "rate_limit: {enabled: true, requests_per_interval: 60, burst_size: 0}",
                Yaml.rule("all", "/", "", backend.url()));
        var client = new RawHttpClient(gateway.port())) {
      assertThat(statuses(client, 61).subList(0, 60)).containsOnly(200);
      // D68: one comes back each second.
      var refused = Arrays.asList(get(client, "/x"), get(client, "/x"), get(client, "/x"));
      assertThat(refused).anyMatch(response -> response.field("retry-after").equals("1"));
    }
  }
}
