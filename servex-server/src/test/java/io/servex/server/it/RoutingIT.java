package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingIT {
  /** R42, D01. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void takesTheFirstRuleThatApplies(int workers) throws Exception {
    try (var users = OriginServer.answering("users");
        var second = OriginServer.answering("v2");
        var reads = OriginServer.answering("reads");
        var regex = OriginServer.answering("regex");
        var gateway =
            Yaml.start(
                workers,
                "  enable_health_endpoint: true\n",
                "",
                Yaml.rule("users", "/", "host: \"*.Users.example\"", users.url())
                    + Yaml.rule("v2", "/api/*", "headers: {X-API-Version: v2}", second.url())
                    + Yaml.rule("reads", "/api/", "methods: [get, HEAD]", reads.url())
                    + "    - name: regex\n      path_regex: \"^/r[0-9]+$\"\n      backends:\n        - url: "
                    + regex.url()
                    + "\n")) {
      var port = gateway.port();

      assertThat(RawHttpClient.get(port, "/api/x").body()).isEqualTo("reads");
      assertThat(RawHttpClient.get(port, "/api").body()).isEqualTo("reads");
      assertThat(RawHttpClient.get(port, "/api//x").body()).isEqualTo("reads");
      assertThat(RawHttpClient.get(port, "/apix").status()).isEqualTo(404);
      assertThat(RawHttpClient.get(port, "/api/x", "x-api-version: v1", "X-Api-Version: v2").body())
          .isEqualTo("v2");
      assertThat(RawHttpClient.get(port, "/r12").body()).isEqualTo("regex");
      assertThat(RawHttpClient.get(port, "/x/r12").status()).isEqualTo(404);
      assertThat(RawHttpClient.get(port, "/health").body()).contains("\"status\":\"ok\"");
      try (var client = new RawHttpClient(port)) {
        client.send("DELETE /api/x HTTP/1.1\r\nHost: h\r\n\r\n");
        var refused = client.response();
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.field("Allow")).isEqualTo("GET, HEAD");
        client.send("GET /other HTTP/1.1\r\nHost: a.USERS.example.:80\r\n\r\n");
        assertThat(client.response().body()).isEqualTo("users");
      }
    }
  }

  /** R39, R40, D27. */
  @ParameterizedTest
  @CsvSource({
    "/api, '', /api/users?q=1, /users?q=1",
    "/api, '', /api/, /",
    "/api, '', /api, /",
    "/api, '', /api/a%2Fb%20c?z=%2F, /a%2Fb%20c?z=%2F",
    "/api/v1, /v1, /api/v1/users, /v1/users",
    "/none, /v1, /api/x, /v1/api/x",
    "/api, '', /%61pi/users, /users",
    "/api, '', /api/x/../y, /y",
    "/api/v1, '', /api;a=b/v1;c/users;d, /users;d",
    "/api, '', /api%3Ba/users, /users",
    "'', '', /api/users;d, /api/users;d",
  })
  void rewritesTheEncodedPath(String strip, String add, String sent, String seen) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.start(
                1,
                "",
                "",
                Yaml.rule(
                    "api",
                    "/api/",
                    "strip_prefix: " + strip + "\n      add_prefix: \"" + add + "\"",
                    origin.url()))) {
      var response = RawHttpClient.get(gateway.port(), sent);

      assertThat(response.body()).startsWith("GET " + seen + " HTTP/1.1\r\n");
    }
  }

  /** D26. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void joinsTheBackendsPathAndQuery(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.start(
                workers,
                "",
                "",
                Yaml.rule(
                    "add",
                    "/add/",
                    "strip_prefix: /add/\n      add_prefix: /v1",
                    origin.url() + "/base?x=1"))) {
      var response = RawHttpClient.get(gateway.port(), "/add/users?y=2");

      assertThat(response.body()).startsWith("GET /base/v1/users?x=1&y=2 HTTP/1.1\r\n");
    }
  }
}
