package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each condition and each rewrite of a rule, by itself, and the seed's own file. */
@ExtendWith(BufferAccounting.class)
class RulesIT {
  private static int status(int port, String method, String target, String host, String... fields)
      throws Exception {
    try (var client = new RawHttpClient(port)) {
      client.send(
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\n"
              + RawHttpClient.lines(fields)
              + "\r\n");
      return client.response(method.equals("HEAD")).status();
    }
  }

  /** R35, D25: whole segments, however the prefix is written. */
  @ParameterizedTest
  @ValueSource(strings = {"/foo", "/foo/", "/foo/*"})
  void takesPathsBelowAPrefix(String prefix) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.start(1, "", "", Yaml.rule("r", prefix, "", origin.url()))) {
      for (var path : new String[] {"/foo", "/foo/", "/foo/x", "/foo/x/y", "//foo", "/%66oo"}) {
        assertThat(status(gateway.port(), "GET", path, "h")).as(path).isEqualTo(200);
      }
      for (var path : new String[] {"/foobar", "/fo", "/", "/Foo", "/x/foo", "/foo%2Fx"}) {
        assertThat(status(gateway.port(), "GET", path, "h")).as(path).isEqualTo(404);
      }
    }
  }

  /** D01: an expression is found in the path, and nothing else is taken. */
  @Test
  void takesPathsInWhichAnExpressionIsFound() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                1,
                "  enable_health_endpoint: true\n",
                "",
                "    - name: regex\n      path_regex: \"^/v[0-9]+/users$\"\n      backends: [{url: \""
                    + origin.url()
                    + "\"}]\n")) {
      assertThat(status(gateway.port(), "GET", "/v12/users", "h")).isEqualTo(200);
      assertThat(status(gateway.port(), "GET", "/v12//./users?x", "h")).isEqualTo(200);
      assertThat(status(gateway.port(), "GET", "/v12/users/1", "h")).isEqualTo(404);
      assertThat(status(gateway.port(), "GET", "/other", "h")).isEqualTo(404);
      assertThat(RawHttpClient.get(gateway.port(), "/health").body()).contains("\"status\"");
      assertThat(origin.requests()).hasSize(2);
    }
  }

  /** R36, D29: case, port and final dot make no difference, unless the rule names a port. */
  @ParameterizedTest
  @CsvSource({
    "h.example, h.example, 200",
    "h.example, H.EXAMPLE:8080, 200",
    "h.example, h.example., 200",
    "H.Example, h.example, 200",
    "h.example, other, 404",
    "h.example, x.h.example, 404",
    "h.example:80, h.example:80, 200",
    "h.example:80, h.example:81, 404",
    "'*.h.example', a.h.example, 200",
    "'*.h.example', a.b.h.example, 200",
    "'*.h.example', h.example, 404",
  })
  void takesAHost(String host, String sent, int expected) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(1, "", "", Yaml.rule("r", "/", "host: \"" + host + "\"", origin.url()))) {
      assertThat(status(gateway.port(), "GET", "/", sent)).isEqualTo(expected);
    }
  }

  /** R37, D30: methods in any case; HEAD is not implied by GET. */
  @Test
  void takesMethods() throws Exception {
    try (var origin = OriginServer.answering("");
        var gateway =
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule("reads", "/reads", "methods: [GET, \"HEAD\"]", origin.url())
                    + Yaml.rule("get", "/get", "methods: [get]", origin.url()))) {
      assertThat(status(gateway.port(), "GET", "/reads", "h")).isEqualTo(200);
      assertThat(status(gateway.port(), "HEAD", "/reads", "h")).isEqualTo(200);
      assertThat(status(gateway.port(), "POST", "/reads", "h")).isEqualTo(405);
      assertThat(status(gateway.port(), "GET", "/get", "h")).isEqualTo(200);
      assertThat(status(gateway.port(), "HEAD", "/get", "h")).isEqualTo(405);
      assertThat(origin.requests()).hasSize(3);
    }
  }

  /** R38, D41: any value of a field counts, by the name in any case. */
  @Test
  void takesHeaders() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                1, "", "", Yaml.rule("r", "/", "headers: {X-API-Version: v2}", origin.url()))) {
      var port = gateway.port();

      assertThat(status(port, "GET", "/", "h", "X-API-Version: v2")).isEqualTo(200);
      assertThat(status(port, "GET", "/", "h", "x-api-version: v1", "X-Api-Version: v2"))
          .isEqualTo(200);
      assertThat(status(port, "GET", "/", "h", "X-API-Version: V2")).isEqualTo(404);
      assertThat(status(port, "GET", "/", "h", "X-API-Version: v1")).isEqualTo(404);
      assertThat(status(port, "GET", "/", "h")).isEqualTo(404);
    }
  }

  /** R39, R40, R41, D26, D27: stripped, then added to, with one slash, on the encoded path. */
  @ParameterizedTest
  @CsvSource({
    "/api, '', '', /api/users?q=1, /users?q=1",
    "/api, '', '', /api, /",
    "/api, '', '', /api/, /",
    "'', /v1, '', /users, /v1/users",
    "/api/v1, /v1, '', /api/v1/users, /v1/users",
    "/add/, /v1, /base?x=1, /add/users?y=2, /base/v1/users?x=1&y=2",
    "/api, '', /base/, /api//x, /base/x",
    "/api, '', '', /api/a%2Fb%20c?z=%2F, /a%2Fb%20c?z=%2F",
    "/api, '', '', /apix, /apix",
  })
  void rewritesThePath(String strip, String add, String base, String sent, String seen)
      throws Exception {
    var more = "strip_prefix: \"" + strip + "\"\n      add_prefix: \"" + add + "\"";
    try (var origin = OriginServer.echo();
        var gateway = Yaml.start(1, "", "", Yaml.rule("r", "/", more, origin.url() + base))) {
      assertThat(RawHttpClient.get(gateway.port(), sent).body())
          .startsWith("GET " + seen + " HTTP/1.1\r\n");
    }
  }

  /** D28: odd paths are matched in their normal form, and answered by the backend. */
  @ParameterizedTest
  @ValueSource(strings = {"/api//x", "//api/x", "/api/./x", "/api/y/../x", "/api/%2e/x"})
  void doesNotRedirectOddPaths(String path) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = Yaml.start(1, "", "", Yaml.rule("r", "/api", "", origin.url()))) {
      assertThat(status(gateway.port(), "GET", path, "h")).isEqualTo(200);
    }
  }

  /** R42: the first in file order of those whose conditions all hold. */
  @Test
  void takesTheFirstRuleWhoseConditionsAllHold() throws Exception {
    try (var both = OriginServer.answering("both");
        var prefix = OriginServer.answering("prefix");
        var all = OriginServer.answering("all");
        var gateway =
            Yaml.start(
                2,
                "",
                "",
                Yaml.rule("both", "/a", "host: x.example\n      methods: [GET]", both.url())
                    + Yaml.rule("prefix", "/a", "", prefix.url())
                    + Yaml.rule("shadowed", "/a/b", "", both.url())
                    + Yaml.rule("all", "/", "", all.url()))) {
      try (var client = new RawHttpClient(gateway.port())) {
        for (var asked :
            Map.of("/a", "both", "/a/b", "both", "/b", "all", "/ab", "all").entrySet()) {
          client.send("GET " + asked.getKey() + " HTTP/1.1\r\nHost: x.example\r\n\r\n");
          assertThat(client.response().body()).isEqualTo(asked.getValue());
        }
        client.send("PUT /a/b HTTP/1.1\r\nHost: x.example\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.response().body()).isEqualTo("prefix");
        client.send("GET /a HTTP/1.1\r\nHost: y.example\r\n\r\n");
        assertThat(client.response().body()).isEqualTo("prefix");
      }
    }
  }

  /** D34, R63: the gateway's own endpoints come before any rule. */
  @Test
  void answersItsOwnEndpointsBeforeARuleThatTakesEverything() throws Exception {
    try (var origin = OriginServer.answering("backend");
        var gateway =
            Yaml.start(
                1,
                "  enable_health_endpoint: true\n  enable_default_metrics: true\n",
                "",
                Yaml.rule("all", "/", "", origin.url()))) {
      assertThat(RawHttpClient.get(gateway.port(), "/health").body()).startsWith("{\"status\":");
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").body()).contains("servex_build");
      assertThat(RawHttpClient.get(gateway.port(), "/healthy").body()).isEqualTo("backend");
      assertThat(origin.requests()).hasSize(1);
    }
  }

  /** R1, R56: the seed's sample, with addresses of this machine and a server section. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void servesBySeedsOwnFile(int workers) throws Exception {
    try (var b1 = OriginServer.echo();
        var b2 = OriginServer.echo();
        var gateway =
            Servex.fromYaml(
                    """
                    server: {http: "127.0.0.1:0", workers: %d}
                    logging: {disable_request_logging: true}
                    proxy:
                      enabled: true
                      rules:
                        - name: "api-backend"
                          path_prefix: "/api/"
                          backends:
                            - url: "http://127.0.0.1:%d"
                              weight: 2
                            - url: "http://127.0.0.1:%d" \s
                              weight: 1
                          load_balancing: "weighted_round_robin"
                          strip_prefix: "/api"
                    """
                        .formatted(workers, b1.port(), b2.port()))
                .start()) {
      for (var i = 0; i < 30; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/api/users").body())
            .startsWith("GET /users HTTP/1.1\r\n");
      }

      assertThat(b1.requests()).hasSize(20);
      assertThat(b2.requests()).hasSize(10);
      assertThat(RawHttpClient.get(gateway.port(), "/other").status()).isEqualTo(404);
    }
  }

  /** R3, R81, D02, D32: what makes no sense is refused at the start; an expression alone is not. */
  @Test
  void refusesRulesThatMakeNoSense() {
    var backend = "backends: [{url: \"http://h:1\"}]}";
    var refused =
        Map.of(
            "{name: a, load_balancing: fastest, " + backend,
            "load_balancing: fastest is not installed",
            "{name: a, backends: [{url: \"http://h:1\", weight: -1}]}",
            "weight: -1 (expected:",
            "{name: a, backends: [{url: \"h:1\"}]}",
            "url: h:1 (expected: http://host:port",
            "{name: a}",
            "backends: empty (expected: at least one backend)",
            "{name: a, path_regex: \"(\", " + backend,
            "path_regex: ( (expected:",
            "{name: a, path_prefix: \"/a;b\", " + backend,
            "path_prefix: /a;b (expected: a path without parameters");
    refused.forEach((rule, problem) ->
        assertThatThrownBy(() -> Servex.fromYaml(yaml("[" + rule + "]")))
            .hasMessageContaining("proxy.rules[0]")
            .hasMessageContaining(problem));
    assertThatThrownBy(
            () -> Servex.fromYaml(yaml("[{name: a, " + backend + ", {name: a, " + backend + "]")))
        .hasMessageContaining("proxy.rules[1].name: a (expected: a name that no other rule has)");
    assertThat(Servex.fromYaml(yaml("[{name: a, path_regex: \"^/x\", " + backend + "]")))
        .isNotNull();
  }

  private static String yaml(String rules) {
    return "server: {http: \"127.0.0.1:0\"}\nproxy: {enabled: true, rules: " + rules + "}\n";
  }

  /** R81: a weight of 0 gets no new traffic. */
  @Test
  void sendsNothingToAWeightOfZero() throws Exception {
    try (var b1 = OriginServer.answering("B1");
        var b2 = OriginServer.answering("B2");
        var gateway = Yaml.start(1, "", "", BalancingIT.rule("round_robin", "1,0", b1, b2))) {
      assertThat(BalancingIT.counts(BalancingIT.ask(gateway.port(), 20)))
          .isEqualTo(Map.of("B1", 20));
    }
  }
}
