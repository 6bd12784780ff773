package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * R58: one configuration has every feature on at once, on proxied paths, behind TLS. Whatever stage
 * answers, the answer is logged, counted, and carries a request id, security headers and those of
 * CORS (D63, D66, D84), and the stages stand in the order that is promised. D108: what a backend
 * says of itself is taken out before it is sent.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AllFeaturesIT {
  private static final String ORIGIN = "https://shop.example";
  private static final String PREFLIGHT = "Access-Control-Request-Method: POST";
  private static final String TEXT = "compressible ".repeat(100);
  private static final JsonMapper JSON = new JsonMapper();

  /** What was answered so far: statuses by the id of their request. */
  private static final Map<String, Integer> ANSWERS = new TreeMap<>();

  @TempDir private static Path folder;
  private static Certificates certificates;
  private static OriginServer backend;
  private static OriginServer slow;
  private static CountDownLatch held;
  private static Servex.Running gateway;
  private static String cookie;
  private static String user;

  /**
   * A request and what becomes of it.
   *
   * @param name of the stage that answers
   * @param status of the answer
   * @param first the first line of the request
   * @param fields beside Host, Origin and X-Request-ID
   */
  private record Case(String name, int status, String first, String body, String... fields) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.in(folder);
    held = new CountDownLatch(1);
    backend = OriginServer.raw(answer());
    slow =
        new OriginServer((request, in, out, socket) -> {
          held.await();
          return false;
        });
    Files.writeString(Files.createDirectory(folder.resolve("files")).resolve("a.txt"), TEXT);
    gateway = Servex.fromYaml(yaml()).start();
    var token = ask(new Case("csrf", 200, "GET /csrf-token", ""));
    cookie = token.field("set-cookie").replaceAll(";.*", "");
    user = AuthGateway.bearer(ask(login("ann")));
  }

  @AfterAll
  static void stop() throws IOException {
    held.countDown();
    gateway.close();
    slow.close();
    backend.close();
  }

  private static String answer() {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: leaky/1\r\nX-Frame-Options: ALLOW\r\n"
        + "Access-Control-Allow-Origin: *\r\nContent-Length: "
        + TEXT.length()
        + "\r\n\r\n"
        + TEXT;
  }

  private static Case login(String name) {
    return new Case(
        "login",
        200,
        "POST /api/v1/auth/login",
        AuthGateway.credentials(name, name + "-password"),
        "Content-Type: application/json");
  }

  private static String yaml() throws IOException {
    var sections = Files.readString(Path.of("src/test/resources/samples/all-features.yaml"));
    return sections
        .replace("FOLDER", folder.toString())
        .replace("PLUGINS", Yaml.INSTALLED.toString())
        .replace("CERTIFICATE", certificates.chain().toString())
        .replace("KEY", certificates.key().toString())
        .replace("SLOW", slow.url())
        .replace("BACKEND", backend.url());
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("proxied", 200, "GET /app/x", ""),
        new Case("compressed", 200, "GET /app/x", "", "Accept-Encoding: gzip"),
        new Case("changed", 200, "POST /app/x", "a=b", "Cookie: " + cookie, token()),
        new Case("preflight", 204, "OPTIONS /app/x", "", PREFLIGHT),
        new Case("preflight refused", 403, "OPTIONS /app/x", "", PREFLIGHT.replace("POST", "PUT")),
        new Case("filter", 403, "GET /app/x", "", "User-Agent: Robot"),
        new Case("limit", 200, "GET /app/rare/x", ""),
        new Case("limited", 429, "GET /app/rare/x", ""),
        new Case("size", 413, "POST /app/x", "x".repeat(2000), "Cookie: " + cookie, token()),
        new Case("csrf", 403, "POST /app/x", "a=b"),
        new Case("authentication", 401, "GET /users/x", ""),
        new Case("known", 200, "GET /users/x", "", user),
        new Case("authorization", 403, "GET /admins/x", "", user),
        new Case(
            "wrong password",
            401,
            "POST /api/v1/auth/login",
            "{\"username\":\"ann\",\"password\":\"12345678\"}"),
        new Case("me", 200, "GET /api/v1/auth/me", "", user),
        new Case("cache", 304, "GET /app/kept/x", "", "If-None-Match: \"v1\""),
        new Case("no route", 404, "GET /none", ""),
        new Case("method", 405, "DELETE /reading/x", "", "Cookie: " + cookie, token()),
        new Case("dead", 502, "GET /dead/x", ""),
        new Case("late", 504, "GET /late/x", ""),
        new Case("file", 200, "GET /files/a.txt", ""),
        new Case("part of a file", 206, "GET /files/a.txt", "", "Range: bytes=0-3"),
        new Case("no file", 404, "GET /files/b.txt", ""),
        new Case("health", 200, "GET /health", ""),
        new Case("metrics", 200, "GET /metrics", ""),
        new Case("status", 200, "GET /proxy-status", ""),
        new Case("admin", 401, "GET /admin/filter", ""));
  }

  private static String token() {
    return "X-CSRF-Token: " + cookie.substring(cookie.indexOf('=') + 1);
  }

  private static RawHttpClient.Response ask(Case one) throws Exception {
    try (var client =
        new RawHttpClient(certificates.connect(gateway.addresses().get(1).getPort()))) {
      return ask(client, one);
    }
  }

  /** Asks, and checks what every answer has whoever made it. */
  private static RawHttpClient.Response ask(RawHttpClient client, Case one) throws Exception {
    var id = "case-" + ANSWERS.size();
    client.send(
        one.first
            + " HTTP/1.1\r\nHost: shop.example\r\nOrigin: "
            + ORIGIN
            + "\r\nX-Request-ID: "
            + id
            + "\r\nX-Forwarded-For: 203.0.113.7\r\n"
            + (one.body.isEmpty() ? "" : "Content-Length: " + one.body.length() + "\r\n")
            + RawHttpClient.lines(one.fields)
            + "\r\n"
            + one.body);
    var response = client.response();
    ANSWERS.put(id, response.status());
    assertThat(response.status()).as(one.name + ": " + response.body()).isEqualTo(one.status);
    assertThat(response.fields("x-request-id")).as(one.name).containsExactly(id);
    assertThat(response.fields("x-content-type-options")).as(one.name).containsExactly("nosniff");
    assertThat(response.fields("x-frame-options")).as(one.name).containsExactly("DENY");
    assertThat(response.fields("referrer-policy")).as(one.name).hasSize(1);
    // A preflight that is refused allows nothing.
    assertThat(response.fields("access-control-allow-origin"))
        .as(one.name)
        .isEqualTo(one.name.equals("preflight refused") ? List.of() : List.of(ORIGIN));
    assertThat(String.join(",", response.fields("vary"))).as(one.name).contains("Origin");
    assertThat(response.fields("x-served-by")).as(one.name).containsExactly("servex");
    assertThat(response.fields("server")).as(one.name).isEmpty();
    return response;
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("cases")
  void eachStageAnswersWithAllFields(Case one) throws Exception {
    var response = ask(one);
    assertThat(response.fields("strict-transport-security")).hasSize(1);
    assertThat(response.field("content-encoding"))
        .isEqualTo(one.name.equals("compressed") ? "gzip" : "");
    if (one.first.startsWith("GET /app/") && response.status() < 400) {
      assertThat(response.fields("cache-control")).containsExactly("private, max-age=60");
    }
  }

  @Order(2)
  @Test
  void aRedirectHasThemToo() throws Exception {
    try (var client = new RawHttpClient(gateway.port())) {
      var redirect = ask(client, new Case("redirect", 301, "GET /app/x", ""));
      assertThat(redirect.field("location")).isEqualTo("https://shop.example:8443/app/x");
      var post = ask(client, new Case("redirect", 308, "POST /app/x", "", "User-Agent: robot"));
      assertThat(post.fields("strict-transport-security")).isEmpty();
      // A browser follows no redirect of a preflight (docs/adr/0014), so that it is answered here.
      var preflight = ask(client, new Case("preflight", 204, "OPTIONS /app/x", "", PREFLIGHT));
      assertThat(preflight.field("access-control-allow-methods")).isEqualTo("GET, POST");
    }
  }

  @Order(2)
  @Test
  void aFullBackendHasThemToo() throws Exception {
    try (var waiting =
        new RawHttpClient(certificates.connect(gateway.addresses().get(1).getPort()))) {
      waiting.send("GET /full/x HTTP/1.1\r\nHost: h\r\nX-Request-ID: held\r\n\r\n");
      await().untilAsserted(() -> assertThat(slow.active()).isPositive());

      ask(new Case("full", 503, "GET /full/x", ""));
    }
  }

  /** What is no request at all has what can be known without one. */
  @Order(2)
  @ParameterizedTest
  @CsvSource({
    "GET /app HTTP/1.1|Host: h|Bad Field: x, 400",
    "GET /app, 400",
    "TRACE /app HTTP/1.1|Host: h, 405",
    "GET /LONG HTTP/1.1|Host: h, 414",
    "GET /app HTTP/1.1|Host: h|X: LONG|Y: LONG|Z: LONG|A: LONG, 431",
    "GET /app HTTP/1.1|Host: h|Transfer-Encoding: gzip, 501",
    "GET /app HTTP/2.0|Host: h, 505",
  })
  void whatIsNoRequestHasWhatCanBeKnown(String bytes, int status) throws Exception {
    var request = bytes.replace("LONG", "x".repeat(9000)).replace("|", "\r\n") + "\r\n\r\n";
    for (var secure : new boolean[] {false, true}) {
      try (var client =
          secure
              ? new RawHttpClient(certificates.connect(gateway.addresses().get(1).getPort()))
              : new RawHttpClient(gateway.port())) {
        client.send(request);
        var response = client.response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.fields("x-content-type-options")).containsExactly("nosniff");
        assertThat(response.fields("x-frame-options")).containsExactly("DENY");
        assertThat(response.fields("referrer-policy")).hasSize(1);
        assertThat(response.fields("strict-transport-security")).hasSize(secure ? 1 : 0);
        assertThat(response.fields("x-served-by")).containsExactly("servex");
        assertThat(response.fields("x-request-id")).hasSize(1);
        ANSWERS.put(response.field("x-request-id"), status);
      }
    }
  }

  /** Each request would be refused by all stages from the one that is named on. */
  @Order(3)
  @Test
  void stagesStandInTheirOrder() throws Exception {
    var much = "x".repeat(2000);
    var robot = "User-Agent: robot";
    ask(new Case("cors", 204, "OPTIONS /app/rare/x", "", PREFLIGHT, robot));
    ask(new Case("filter", 403, "POST /app/rare/x", much, robot));
    ask(new Case("rate", 429, "POST /app/rare/x", much));
    ask(new Case("size", 413, "POST /admins/x", much));
    var csrf = ask(new Case("csrf", 403, "POST /admins/x", "x"));
    assertThat(csrf.body()).contains("CSRF");
    ask(new Case("authentication", 401, "GET /admins/kept/x", "", "If-None-Match: \"v1\""));
    ask(new Case("health", 200, "GET /health", "", robot));
    ask(new Case("users by the filter", 403, "POST /api/v1/auth/login", "x", robot));
    ask(new Case("users by the size", 413, "POST /api/v1/auth/login", much));
    ask(new Case("metrics by the filter", 403, "GET /metrics", "", robot));
  }

  @Order(4)
  @Test
  void everyAnswerIsLoggedAndCounted() throws Exception {
    var logged = new HashMap<String, Integer>();
    await()
        .untilAsserted(() -> {
          logged.clear();
          for (var line : Files.readAllLines(folder.resolve("servex.log"))) {
            var read = JSON.readTree(line);
            if (read.get("msg").asString().startsWith("http")) {
              logged.put(read.get("request_id").asString(), read.get("status").asInt());
              assertThat(read.get("ip").asString()).isIn("203.0.113.7", "127.0.0.1");
            }
          }
          assertThat(logged).containsAllEntriesOf(ANSWERS);
        });

    var counted = new TreeMap<Integer, Integer>();
    logged.values().forEach(status -> counted.merge(status, 1, Integer::sum));
    var page = Scrape.of(gateway.port());
    counted.forEach((status, count) ->
        assertThat(page.value("servex_responses_by_status_total{code=\"" + status + "\"}"))
            .as("answers with " + status)
            .isEqualTo(count.doubleValue()));
    assertThat(ANSWERS.values().stream().distinct())
        .contains(200, 204, 206, 301, 304, 308, 401, 403, 404, 405, 413, 429, 502, 503, 504);
  }

  @Order(5)
  @Test
  void refusalsAreWrittenDownAndRequestsDumped() throws Exception {
    await()
        .untilAsserted(() ->
            assertThat(Files.readString(folder.resolve("audit.log")))
                .contains(
                    "filter.useragent.blocked",
                    "ratelimit.exceeded",
                    "request.too.large",
                    "csrf.token.missing",
                    "auth.unauthorized",
                    "auth.forbidden",
                    "auth.login.failure",
                    "\"client_ip\":\"203.0.113.7\""));
    List<String> dumped = new ArrayList<>();
    await()
        .untilAsserted(() -> {
          dumped.clear();
          dumped.addAll(Files.readAllLines(folder.resolve("dump/traffic_dump_001.jsonl")));
          assertThat(dumped).hasSizeGreaterThan(5);
        });
    assertThat(dumped).allMatch(line -> !line.contains(cookie));
  }
}
