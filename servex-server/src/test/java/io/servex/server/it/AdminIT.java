package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of filters that change while the gateway runs: D80, D82. */
class AdminIT {
  private static final String TOKEN = "0123456789abcdef-token";
  private static final String BEARER = "Authorization: Bearer " + TOKEN;
  private static final String ADMIN = "admin: {enabled: true, token: " + TOKEN + "}\n";
  private static final String ME = "127.0.0.1";

  private static OriginServer backend;
  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    backend = OriginServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static Servex.Running with(String sections) throws StartException {
    return Yaml.startWithPlugins(sections, Yaml.rule("all", "/", "", backend.url()));
  }

  private static RawHttpClient.Response send(
      Servex.Running gateway, String method, String path, String body, String... fields)
      throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: h\r\n"
              + RawHttpClient.lines(fields)
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      return client.response();
    }
  }

  private static RawHttpClient.Response admin(
      Servex.Running gateway, String method, String path, String body) throws IOException {
    return send(gateway, method, "/admin" + path, body, BEARER);
  }

  private static int ask(Servex.Running gateway, String... fields) throws IOException {
    return RawHttpClient.get(gateway.port(), "/x", fields).status();
  }

  /** D80: there need be no rule in the file. */
  @Test
  void blocksAndLetsGoWhereNothingWasConfigured() throws Exception {
    try (var gateway = with(ADMIN)) {
      assertThat(ask(gateway)).isEqualTo(200);

      var added = admin(gateway, "POST", "/filter/blocked_ips", "value=127.0.0.0%2F8");
      assertThat(added.status()).isEqualTo(200);
      assertThat(added.body()).isEqualTo("{\"added\":true}");
      assertThat(ask(gateway)).isEqualTo(403);
      assertThat(admin(gateway, "POST", "/filter/blocked_ips?value=127.0.0.0/8", "").body())
          .isEqualTo("{\"added\":false}");
      assertThat(admin(gateway, "GET", "/filter/blocked_ips", "").body())
          .isEqualTo("{\"blocked_ips\":[{\"value\":\"127.0.0.0/8\"}]}");

      assertThat(admin(gateway, "DELETE", "/filter/blocked_ips?value=127.0.0.0/8", "").status())
          .isEqualTo(200);
      assertThat(ask(gateway)).isEqualTo(200);
      assertThat(admin(gateway, "DELETE", "/filter/blocked_ips?value=127.0.0.0/8", "").status())
          .isEqualTo(404);
    }
  }

  @Test
  void blocksForATime() throws Exception {
    try (var gateway = with(ADMIN)) {
      admin(gateway, "POST", "/filter/blocked_ips", "value=" + ME + "&ttl=1s");

      assertThat(ask(gateway)).isEqualTo(403);
      assertThat(admin(gateway, "GET", "/filter", "").body()).contains("\"until\":\"20");
      await().untilAsserted(() -> assertThat(ask(gateway)).isEqualTo(200));
    }
  }

  /** What is blocked at run time is blocked in locations too, and what the file says can go. */
  @Test
  void changesWhatIsConfigured() throws Exception {
    try (var gateway =
        with(
            ADMIN
                + """
                filter:
                  blocked_user_agents: [bot]
                  blocked_user_agents_regex: [crawl]
                  locations: [{paths: [/x], blocked_user_agents: [inside]}]
                """)) {
      assertThat(ask(gateway, "User-Agent: bot")).isEqualTo(200);
      admin(gateway, "POST", "/filter/blocked_user_agents", "value=evil");
      assertThat(ask(gateway, "User-Agent: so-Evil")).isEqualTo(403);
      assertThat(ask(gateway, "User-Agent: inside")).isEqualTo(403);

      assertThat(RawHttpClient.get(gateway.port(), "/y", "User-Agent: crawl").status())
          .isEqualTo(403);
      var cleared = admin(gateway, "DELETE", "/filter/blocked_user_agents", "all=true");
      assertThat(cleared.body()).isEqualTo("{\"removed\":3}");
      assertThat(RawHttpClient.get(gateway.port(), "/y", "User-Agent: crawl bot").status())
          .isEqualTo(200);
    }
  }

  @Test
  void namesTheFiltersOfRules() throws Exception {
    try (var gateway =
        Yaml.startWithPlugins(
            ADMIN,
            Yaml.rule(
                    "one",
                    "/one",
                    "filters: [{type: filter, allowed_ips: [10.0.0.0/8]}]",
                    backend.url())
                + Yaml.rule("all", "/", "", backend.url()))) {
      assertThat(admin(gateway, "GET", "", "").body())
          .contains("\"rules.one.0\":[\"blocked_ips\"", "\"filter\":[");
      assertThat(RawHttpClient.get(gateway.port(), "/one").status()).isEqualTo(403);
      admin(gateway, "POST", "/rules.one.0/allowed_ips", "value=" + ME);
      assertThat(RawHttpClient.get(gateway.port(), "/one").status()).isEqualTo(200);
    }
  }

  /** Whoever has no token learns and changes nothing, whatever it asks for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /admin | X: y",
        "GET | /admin/filter | Authorization: Bearer wrong",
        "POST | /admin/filter/blocked_ips?value=1.1.1.1 | Authorization: 0123456789abcdef-token",
        "POST | //admin/./filter/blocked_ips?value=1.1.1.1 | Authorization: Basic eDp5",
        "GET | /%61dmin/nothing | Authorization: Bearer 0123456789abcdef-toke",
      })
  void asksForTheToken(String method, String path, String field) throws Exception {
    try (var gateway = with(ADMIN)) {
      var response = send(gateway, method, path, "", field);

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.field("www-authenticate")).startsWith("Bearer");
      assertThat(admin(gateway, "GET", "/filter/blocked_ips", "").body())
          .isEqualTo("{\"blocked_ips\":[]}");
    }
  }

  /** Whoever guesses is stopped, also over a reload, and nobody else is. */
  @Test
  void letsNobodyGuessTheToken() throws Exception {
    var other = Yaml.rule("other", "/", "", backend.url());
    try (var gateway = with(ADMIN)) {
      for (var i = 0; i < 30; i++) {
        assertThat(admin(gateway, "GET", "", "").status()).isEqualTo(200);
      }
      for (var i = 0; i < 10; i++) {
        var wrong = "Authorization: Bearer 0123456789abcdef-wrong" + i;
        assertThat(send(gateway, "GET", "/admin", "", wrong).status()).isEqualTo(401);
      }
      gateway.reload(Servex.fromYaml(Yaml.withPlugins(ADMIN, other)));
      for (var i = 0; i < 20; i++) {
        var refused = send(gateway, "GET", "/admin", "", i < 10 ? BEARER + i : BEARER);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.field("retry-after"))).isBetween(1, 6);
        assertThat(refused.body()).contains("Too many wrong tokens");
      }
      assertThat(send(gateway, "GET", "/admin", "", "X: y").status()).isEqualTo(401);
      assertThat(ask(gateway)).isEqualTo(200);

      var elsewhere = InetAddress.getByName("127.0.0.2");
      try (var client =
          new RawHttpClient(new Socket(InetAddress.getByName(ME), gateway.port(), elsewhere, 0))) {
        client.send("GET /admin HTTP/1.1\r\nHost: h\r\n" + BEARER + "\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
      }
    }
  }

  /** The operator is never shut out, and other paths are nobody's business here. */
  @Test
  void standsBeforeTheFilters() throws Exception {
    try (var gateway = with(ADMIN + "filter: {blocked_ips: [127.0.0.0/8]}")) {
      assertThat(ask(gateway)).isEqualTo(403);
      assertThat(admin(gateway, "DELETE", "/filter/blocked_ips?value=127.0.0.0/8", "").status())
          .isEqualTo(200);
      assertThat(RawHttpClient.get(gateway.port(), "/administration").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /filter/blocked_ips | value=zzz | 400 | expected: an IP address",
        "POST | /filter/blocked_ips | '' | 400 | value: missing",
        "POST | /filter/blocked_ips | value=1.1.1.1&ttl=soon | 400 | ttl: soon",
        "POST | /filter/blocked_ips | value=1.1.1.1&ttl=0 | 400 | ttl",
        "DELETE | /filter/blocked_ips | '' | 400 | all=true",
        "DELETE | /filter/blocked_ips | value=1.1.1.1 | 404 | is not in blocked_ips",
        "PUT | /filter/blocked_ips | value=1.1.1.1 | 405 | Method Not Allowed",
        "POST | /filter | '' | 405 | Method Not Allowed",
        "GET | /filter/hosts | '' | 404 | no such list",
        "GET | /other | '' | 404 | no such filter",
        "GET | /filter/blocked_ips/x | '' | 404 | no such filter",
      })
  void saysWhatIsWrong(String method, String path, String body, int status, String message)
      throws Exception {
    try (var gateway = with(ADMIN)) {
      var response = admin(gateway, method, path, body);

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.body()).contains(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{enabled: true} | admin.token: missing",
        "{enabled: true, token: short} | admin.token: too short",
        "{enabled: true, token: 0123456789abcdef, path: admin} | admin.path: admin (expected",
        "{enabled: true, token: 0123456789abcdef, path: /} | admin.path: / (expected",
        "{enabled: true, token: 0123456789abcdef, path: /health} | admin.path: /health (expected",
        "{enabled: true, tokens: x} | admin.tokens: unknown key",
      })
  void refusesToStandOpen(String section, String problem) {
    assertThatThrownBy(() -> with("admin: " + section)).hasMessageContaining(problem);
  }

  @Test
  void isNotThereUnlessItIsWanted() throws Exception {
    try (var gateway = with("admin: {enabled: false}")) {
      assertThat(admin(gateway, "GET", "/filter", "").body()).startsWith("GET /admin/filter");
    }
  }

  /** A change outlives a reload that leaves the filter as it is, and is written down. */
  @Test
  void lastsOverReloadsAndIsAudited() throws Exception {
    var file = folder.resolve("audit.log");
    var audited = ADMIN + "audit: {enabled: true, file: \"" + file + "\"}\n";
    try (var gateway = with(audited)) {
      send(gateway, "GET", "/admin", "", "X: y");
      admin(gateway, "POST", "/filter/blocked_ips", "value=" + ME + "&ttl=1h");
      gateway.reload(
          Servex.fromYaml(Yaml.withPlugins(audited, Yaml.rule("other", "/", "", backend.url()))));

      assertThat(ask(gateway)).isEqualTo(403);
      await()
          .untilAsserted(() ->
              assertThat(Files.readString(file))
                  .contains("\"audit_event_type\":\"admin.access\"", "denied")
                  .contains("\"audit_event_type\":\"filter.rule.added\"")
                  .contains("\"filter_value\":\"127.0.0.1\",\"ttl\":\"1h\"")
                  .contains("\"audit_event_type\":\"config.change\"")
                  .contains("\"blocked_rule\":\"blocked IP: 127.0.0.1\"")
                  .doesNotContain(TOKEN));
    }
  }
}
