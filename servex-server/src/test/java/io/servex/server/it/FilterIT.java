package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the section {@code filter} on proxied paths (R61): D45, D46, D63, D74 to D81. */
class FilterIT {
  private static OriginServer backend;

  @BeforeAll
  static void start() throws IOException {
    backend = OriginServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static Servex.Running filtered(String settings) throws StartException {
    return Yaml.startWithPlugins(
        "filter:\n" + settings.replace('@', '\n').indent(2),
        Yaml.rule("all", "/", "", backend.url()));
  }

  private static RawHttpClient.Response get(Servex.Running gateway, String path, String... fields)
      throws IOException {
    return RawHttpClient.get(gateway.port(), path, fields);
  }

  /** R61, D78: parts of a user agent, in any case. */
  @Test
  void refusesUserAgentsByAPartOfThem() throws Exception {
    try (var gateway = filtered("blocked_user_agents: [bot, crawler]")) {
      var refused = get(gateway, "/x", "User-Agent: Mozilla bot");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo("{\"message\":\"Request blocked by security filter\"}");
      assertThat(refused.field("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(refused.field("x-request-id")).isNotEmpty();
      assertThat(get(gateway, "/x", "User-Agent: Googlebot/2.1").status()).isEqualTo(403);
      assertThat(get(gateway, "/x", "User-Agent: a", "User-Agent: BOT").status()).isEqualTo(403);
      assertThat(get(gateway, "/x", "User-Agent: curl/8").status()).isEqualTo(200);
      assertThat(get(gateway, "/x").status()).isEqualTo(200);
      assertThat(get(gateway, "/health", "User-Agent: bot").status()).isEqualTo(200);
      assertThat(get(gateway, "/metrics", "User-Agent: bot").status()).isEqualTo(403);
    }
  }

  /** D45: each of the keys that makes a rule switches the filter on, and works. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allowed_ips: [127.0.0.0/8] | X: y | X: y | 200 | 200",
        "allowed_ips: [10.0.0.0/8] | X: y | X: y | 403 | 403",
        "blocked_ips: [127.0.0.1] | X: y | X: y | 403 | 403",
        "blocked_ips: [127.0.0.1]@allowed_ips: [127.0.0.1] | X: y | X: y | 403 | 403",
        "blocked_ips: ['::1', '::/0', 10.0.0.0/8] | X: y | X: y | 200 | 200",
        "allowed_user_agents: [curl] | User-Agent: curl | User-Agent: Curl | 200 | 403",
        "allowed_user_agents_regex: ['^c.*l$'] | User-Agent: curl | X: y | 200 | 403",
        "blocked_user_agents_regex: ['(?i)EVIL'] | User-Agent: notevil | X: y | 403 | 200",
        "allowed_headers: {X-Key: [a, b]} | x-key: b | X-Key: c | 200 | 403",
        "allowed_headers: {X-Key: [a, b]} | X-Key: B | X: y | 403 | 403",
        "allowed_headers_regex: {X-Key: ['^k[0-9]+$']} | X-Key: k12 | X-Key: k | 200 | 403",
        "blocked_headers: {X-Bad: [a]} | X-Bad: a | X-Bad: b | 403 | 200",
        "blocked_headers_regex: {Referer: ['spam\\.']} | Referer: http://spam.x | X: y | 403 | 200",
        "blocked_headers: {Host: [h.example]} | X: y | X: y | 403 | 403",
        "allowed_headers: {host: [other]} | X: y | X: y | 403 | 403",
        "allowed_headers: {host: [h.example]} | X: y | X: y | 200 | 200",
      })
  void looksAtClientsAndFields(String rule, String one, String other, int first, int second)
      throws Exception {
    try (var gateway = filtered(rule)) {
      assertThat(get(gateway, "/x", one).status()).isEqualTo(first);
      assertThat(get(gateway, "/x", other).status()).isEqualTo(second);
    }
  }

  /** D45, D77: the query, with names as they are written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blocked_query_params: {debug: ['true']} | debug=true | 403",
        "blocked_query_params: {debug: ['true']} | a=1&debug=false&debug=true | 403",
        "blocked_query_params: {debug: ['true']} | de%62ug=tr%75e | 403",
        "blocked_query_params: {debug: ['true']} | a=1;debug=true | 403",
        "blocked_query_params: {debug: ['true']} | debug=false | 200",
        "blocked_query_params: {debug: ['true']} | Debug=true | 200",
        "blocked_query_params: {Debug: ['true']} | Debug=true | 403",
        "blocked_query_params: {Debug: ['true']} | debug=true | 200",
        "blocked_query_params_regex: {q: ['(?i)union.*select']} | q=UNION+%73elect | 403",
        "blocked_query_params_regex: {q: ['(?i)union.*select']} | q=select | 200",
        "allowed_query_params: {v: ['1', '2']} | v=2 | 200",
        "allowed_query_params: {v: ['1', '2']} | v=3 | 403",
        "allowed_query_params: {v: ['1', '2']} | x;v=1 | 403",
        "allowed_query_params: {v: ['1'], w: ['1']} | v=1 | 403",
        "allowed_query_params_regex: {v: ['^[0-9]$']} | v=7 | 200",
        "allowed_query_params: {v: ['7']}@allowed_query_params_regex: {v: ['^8$']} | v=7 | 403",
      })
  void looksAtTheQuery(String rule, String query, int status) throws Exception {
    try (var gateway = filtered(rule)) {
      assertThat(get(gateway, "/x?" + query).status()).isEqualTo(status);
    }
  }

  /** D75, D79: the client is whom a trusted proxy names, and nonsense is no reason to refuse. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 | 6.6.6.6, 1.1.1.1 | 403",
        "127.0.0.1 | 1.1.1.1, 6.6.6.6 | 200",
        "127.0.0.1 | ::ffff:1.1.1.9 | 403",
        "127.0.0.1 | 2001:db8::77 | 403",
        "127.0.0.1 | zzz | 200",
        "10.0.0.0/8 | 1.1.1.1 | 200",
      })
  void knowsClientsBehindTrustedProxies(String proxy, String forwarded, int status)
      throws Exception {
    try (var gateway =
        filtered("blocked_ips: [1.1.1.0/24, '2001:db8::/32']@trusted_proxies: [" + proxy + "]")) {
      assertThat(get(gateway, "/x", "X-Forwarded-For: " + forwarded).status()).isEqualTo(status);
    }
  }

  /** D74: paths, in the one dialect; a location's rules stand in the place of those outside. */
  @Test
  void appliesToPaths() throws Exception {
    try (var gateway =
        filtered(
            """
            blocked_user_agents: [bot]
            exclude_paths: ["/open/*"]
            status_code: 404
            message: nothing here
            locations:
              - paths: ["/admin/*"]
                allowed_ips: [10.0.0.0/8]
                status_code: 451
                message: not you
              - paths: ["/free"]
            """)) {
      assertThat(get(gateway, "/x", "User-Agent: bot").status()).isEqualTo(404);
      assertThat(get(gateway, "/x", "User-Agent: bot").body()).contains("nothing here");
      assertThat(get(gateway, "/open/a/b", "User-Agent: bot").status()).isEqualTo(200);
      assertThat(get(gateway, "/%6fpen/x", "User-Agent: bot").status()).isEqualTo(200);
      assertThat(get(gateway, "/open/../x", "User-Agent: bot").status()).isEqualTo(404);
      assertThat(get(gateway, "/admin/x").status()).isEqualTo(451);
      assertThat(get(gateway, "//admin//x").status()).isEqualTo(451);
      assertThat(get(gateway, "/free", "User-Agent: bot").status()).isEqualTo(200);
    }
  }

  @Test
  void leavesWhatIsNoRuleOff() throws Exception {
    try (var gateway = filtered("status_code: 404@exclude_paths: [/x]")) {
      assertThat(get(gateway, "/y", "User-Agent: bot").status()).isEqualTo(200);
    }
  }

  @Test
  void guardsOneRule() throws Exception {
    try (var gateway =
        Yaml.startWithPlugins(
            "",
            Yaml.rule(
                    "guarded",
                    "/guarded",
                    "filters: [{type: filter, blocked_user_agents: [bot]}]",
                    backend.url())
                + Yaml.rule("all", "/", "", backend.url()))) {
      assertThat(get(gateway, "/guarded", "User-Agent: bot").status()).isEqualTo(403);
      assertThat(get(gateway, "/", "User-Agent: bot").status()).isEqualTo(200);
    }
  }

  @Test
  void looksThousandsOfBlocksUp() throws Exception {
    var blocks = new ArrayList<String>();
    for (var i = 0; i < 5000; i++) {
      blocks.add((i % 200 + 11) + "." + i / 200 + ".0.0/" + (16 + i % 9));
      blocks.add("'2001:" + Integer.toHexString(i) + "::/" + (33 + i % 30) + "'");
    }
    try (var gateway = filtered("trusted_proxies: [127.0.0.1]@blocked_ips: " + blocks.toString())) {
      assertThat(get(gateway, "/", "X-Forwarded-For: 12.0.0.1").status()).isEqualTo(403);
      assertThat(get(gateway, "/", "X-Forwarded-For: 12.99.0.1").status()).isEqualTo(200);
      assertThat(get(gateway, "/", "X-Forwarded-For: 2001:f::1").status()).isEqualTo(403);
    }
  }

  /** D46, D76: what makes no rule is found before anything starts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blocked_ips: [10.0.0.1, zzz] | filter.blocked_ips[1]: zzz (expected: an IP address",
        "blocked_ips: [10.0.0.1]@trusted_proxies: [x] | filter.trusted_proxies[0]: x (expected",
        "blocked_user_agents_regex: ['('] | filter.blocked_user_agents_regex[0]: (",
        "blocked_headers_regex: {X: ['[']} | filter.blocked_headers_regex.X[0]: [",
        "blocked_user_agents: [''] | filter.blocked_user_agents[0]: empty",
        "allowed_headers: {X: []} | filter.allowed_headers.X: []",
        "blocked_ips: [10.0.0.1]@status_code: 200 | filter.status_code: 200 (expected: 400 to 599)",
        "blocked_ips: [10.0.0.1]@include_paths: [x] | filter.include_paths[0]: x (expected: a path pattern",
        "locations: [{paths: []}] | filter.locations[0].paths: [] (expected: at least one path)",
        "locations: [{paths: [/], blocked_ips: [y]}] | filter.locations[0].blocked_ips[0]: y",
        "blocked_ip: [10.0.0.1] | filter.blocked_ip: unknown key (did you mean blocked_ips?)",
      })
  void refusesWhatIsNoRule(String settings, String problem) {
    assertThatThrownBy(() -> filtered(settings)).hasMessageContaining(problem);
  }
}
