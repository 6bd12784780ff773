package io.servex.server.it;

import static io.servex.server.it.AuthGateway.bearer;
import static io.servex.server.it.AuthGateway.cookie;
import static io.servex.server.it.AuthGateway.credentials;
import static io.servex.server.it.AuthGateway.forged;
import static io.servex.server.it.AuthGateway.login;
import static io.servex.server.it.AuthGateway.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.Servex;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What those try who are no users (D101, D105, D106): one event loop serves everybody else. */
class AuthAttacksIT {
  private static OriginServer backend;

  @BeforeAll
  static void start() throws IOException {
    backend = OriginServer.answering("open");
  }

  @AfterAll
  static void stop() throws IOException {
    backend.close();
  }

  private static Servex.Running with(String settings) throws Exception {
    return Yaml.startWithPlugins(
        """
        auth:
          enabled: true
          use_memory_database: true
          jwt_access_secret: "%s"
          jwt_refresh_secret: "%s"
          initial_users: [{username: ann, password: ann-password, roles: [admin]}]
        %s\
        """
            .formatted(AuthGateway.ACCESS_KEY, AuthGateway.REFRESH_KEY, settings),
        Yaml.rule("users", "/users", "auth: {}", backend.url())
            + Yaml.rule("open", "/", "", backend.url()));
  }

  private static String signed(String algorithm, String mac, String key, String claims)
      throws Exception {
    var hmac = Mac.getInstance(mac);
    hmac.init(new SecretKeySpec(HexFormat.of().parseHex(key), mac));
    var header = "{\"alg\":\"" + algorithm + "\"}";
    var text = AuthGateway.part(header) + "." + AuthGateway.part(claims);
    var signature = hmac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    return forged(header, claims, TokenIssuer.encode(signature));
  }

  private static String claims(String issuer, long expires, boolean refreshes) {
    return ("{\"user_id\":\"user-1\",\"username\":\"ann\",\"roles\":[\"admin\"],\"sid\":\"s\","
            + "\"iss\":\"%s\",\"exp\":%d,\"is_refresh\":%b}")
        .formatted(issuer, expires, refreshes);
  }

  @Test
  void takesNoTokenButItsOwn() throws Exception {
    var soon = System.currentTimeMillis() / 1000 + 60;
    var good = claims("servex", soon, false);
    var key = AuthGateway.ACCESS_KEY;
    try (var gateway = with(AuthGateway.CHEAP)) {
      assertThat(
              RawHttpClient.get(gateway.port(), "/users", signed("HS256", "HmacSHA256", key, good))
                  .status())
          .isEqualTo(200);
      for (var token :
          new String[] {
            forged("{\"alg\":\"none\"}", good, ""),
            forged("{\"alg\":\"HS256\"}", good, ""),
            forged("{\"alg\":\"HS256\"}", good, "AAAA"),
            signed("none", "HmacSHA256", key, good),
            signed("HS512", "HmacSHA512", key, good),
            signed("HS256", "HmacSHA256", AuthGateway.REFRESH_KEY, good),
            signed("HS256", "HmacSHA256", "00".repeat(32), good),
            signed("HS256", "HmacSHA256", key, claims("servex", soon - 61, false)),
            signed("HS256", "HmacSHA256", key, claims("other", soon, false)),
            signed("HS256", "HmacSHA256", key, claims("servex", soon, true)),
            signed("HS256", "HmacSHA256", key, good) + " ",
            "Authorization: Bearer",
            "Authorization: Bearer ",
            "Authorization: Bearer " + "A".repeat(20_000)
          }) {
        assertThat(RawHttpClient.get(gateway.port(), "/users", token).status())
            .as(token)
            .isEqualTo(token.endsWith(" ") && token.length() > 100 ? 200 : 401);
      }
      assertThat(
              RawHttpClient.get(
                      gateway.port(),
                      "/users",
                      signed("HS256", "HmacSHA256", key, good),
                      "Authorization: Bearer other")
                  .status())
          .isNotEqualTo(200);
    }
  }

  /** Of many who show one token at once, one at most gets further, and then nobody. */
  @Test
  void exchangesATokenOnceHoweverManyTry() throws Exception {
    try (var gateway = with(AuthGateway.CHEAP);
        var threads = Executors.newFixedThreadPool(8)) {
      var session = login(gateway.port(), "ann", "ann-password");
      var attempts =
          IntStream.range(0, 16)
              .<Callable<RawHttpClient.Response>>mapToObj(
                  i -> () -> refresh(gateway.port(), cookie(session)))
              .toList();
      RawHttpClient.Response next = null;
      for (var attempt : threads.invokeAll(attempts)) {
        if (attempt.get().status() == 200) {
          assertThat(next).isNull();
          next = attempt.get();
        } else {
          assertThat(attempt.get().status()).isEqualTo(401);
        }
      }
      assertThat(next).isNotNull();
      assertThat(refresh(gateway.port(), cookie(next)).status()).isEqualTo(401);
      assertThat(RawHttpClient.get(gateway.port(), "/users", bearer(next)).status()).isEqualTo(401);
    }
  }

  @Test
  void takesAsLongForNamesThatNobodyHas() throws Exception {
    try (var gateway =
        with("  passwords: {memory: 4MiB, iterations: 2}\n  login_throttle: {attempts: 10000}\n")) {
      var known = new long[21];
      var unknown = new long[21];
      for (var i = 0; i < known.length; i++) {
        known[i] = nanos(gateway.port(), "ann");
        unknown[i] = nanos(gateway.port(), "nobody" + i);
      }
      Arrays.sort(known);
      Arrays.sort(unknown);
      assertThat((double) unknown[10] / known[10]).isBetween(0.25, 4.0);
    }
  }

  /**
   * One hash for each, whoever is asked about: what a hash allocates is allocated once. The least
   * of many is compared, when all is compiled.
   */
  @Test
  void hashesOnceForNamesThatNobodyHas() throws Exception {
    try (var gateway =
        with(
            "  passwords: {memory: 64KiB, iterations: 1, concurrency: 1}\n"
                + "  login_throttle: {attempts: 10000}\n")) {
      var known = Long.MAX_VALUE;
      var unknown = Long.MAX_VALUE;
      for (var i = 0; i < 150; i++) {
        var ann = allocatedForLogin(gateway.port(), "ann");
        var nobody = allocatedForLogin(gateway.port(), "nobody" + i);
        if (i >= 100) {
          known = Math.min(known, ann);
          unknown = Math.min(unknown, nobody);
        }
      }
      assertThat(known).isGreaterThan(64 << 10);
      assertThat((double) unknown / known).isBetween(0.75, 1.5);
    }
  }

  private static long allocatedForLogin(int port, String user) throws IOException {
    var before = allocatedByHashing();
    assertThat(login(port, user, "wrong-password").status()).isEqualTo(401);
    return allocatedByHashing() - before;
  }

  /** What the threads have allocated so far that hash passwords, in bytes. */
  private static long allocatedByHashing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("servex-auth-hash-"))
        .mapToLong(thread -> Math.max(0, threads.getThreadAllocatedBytes(thread.threadId())))
        .sum();
  }

  private static long nanos(int port, String user) throws IOException {
    var before = System.nanoTime();
    assertThat(login(port, user, "wrong-password").status()).isEqualTo(401);
    return System.nanoTime() - before;
  }

  /** The only event loop answers others while a password is hashed. */
  @Test
  void hashesBesideTheEventLoop() throws Exception {
    try (var gateway = with("  passwords: {memory: 64MiB, iterations: 8, concurrency: 1}\n");
        var slow = new RawHttpClient(gateway.port())) {
      var body = credentials("ann", "wrong-password");
      slow.send(
          "POST /api/v1/auth/login HTTP/1.1\r\nHost: g\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      for (var i = 0; i < 20; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("open");
      }
      assertThat(slow.answered()).isFalse();
    }
  }

  /** From one address, nearly all are turned away before anything is hashed. */
  @Test
  void endures10000WrongPasswords() throws Exception {
    try (var gateway = with("  passwords: {memory: 1MiB, iterations: 1}\n")) {
      var statuses = flood(gateway.port(), i -> "X-Nothing: 1");

      assertThat(statuses.keySet()).containsAnyOf(401).contains(429).doesNotContain(200, 500);
      assertThat(statuses.get(401)).isLessThan(200);
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
          .doesNotContain("servex_filter_failures_total{filter=\"auth\"} 1");
    }
  }

  private interface Sender {
    String field(int attempt);
  }

  /** Ten thousand attempts over eight connections, while others ask for something else. */
  private static Map<Integer, Integer> flood(int port, Sender sender) throws Exception {
    var over = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(9)) {
      var others =
          threads.submit(() -> {
            var served = 0;
            while (!over.get() || served == 0) {
              assertThat(RawHttpClient.get(port, "/").body()).isEqualTo("open");
              served++;
            }
            return served;
          });
      var floods =
          IntStream.range(0, 8)
              .<Callable<Map<Integer, Integer>>>mapToObj(
                  number -> () -> attempts(port, number, sender))
              .toList();
      var all = new TreeMap<Integer, Integer>();
      for (var part : threads.invokeAll(floods)) {
        part.get().forEach((status, count) -> all.merge(status, count, Integer::sum));
      }
      over.set(true);
      assertThat(others.get()).isPositive();
      assertThat(all.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(10_000);
      return all;
    }
  }

  private static Map<Integer, Integer> attempts(int port, int number, Sender sender)
      throws IOException {
    var statuses = new TreeMap<Integer, Integer>();
    try (var client = new RawHttpClient(port)) {
      for (var i = 0; i < 1250; i++) {
        var attempt = number * 1250 + i;
        var body = credentials("user" + attempt % 500, "wrong-password");
        client.send(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: g\r\nContent-Length: "
                + body.length()
                + "\r\n"
                + sender.field(attempt)
                + "\r\n\r\n"
                + body);
        statuses.merge(client.response().status(), 1, Integer::sum);
      }
    }
    return statuses;
  }

  /** What strangers say of themselves gets nowhere, in whatever clothes, whatever asks. */
  @Test
  void believesNobodyInShadowEither() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.startWithPlugins(
                "auth:\n  enabled: true\n  mode: shadow\n  use_memory_database: true\n"
                    + "  initial_users: [{username: ann, password: ann-password}]\n"
                    + AuthGateway.CHEAP,
                Yaml.rule("users", "/users", "auth: {roles: [admin]}", origin.url())
                    + Yaml.rule("open", "/", "", origin.url()))) {
      var spoofed =
          new String[] {
            "X-User-ID: user-1",
            "x-user-roles: admin",
            "X_User_Id: user-1",
            "X-User_Name: ann",
            "Connection: X-User-ID"
          };
      for (var path : new String[] {"/open", "/users"}) {
        var answer = RawHttpClient.get(gateway.port(), path, spoofed);
        assertThat(answer.status()).as("nothing is enforced").isEqualTo(200);
        assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("x-user", "x_user");
      }
      var bearer = bearer(login(gateway.port(), "ann", "ann-password"));
      assertThat(RawHttpClient.get(gateway.port(), "/users", bearer).body()).contains(bearer);
      assertThat(RawHttpClient.get(gateway.port(), "/metrics").body())
          .contains("servex_filter_shadow_total{action=\"refuse\",filter=\"auth\"} 1")
          .as("two requests with forged fields, and one whose sender would be named")
          .contains("servex_filter_shadow_total{action=\"change\",filter=\"auth\"} 3");
    }
  }

  /** Neither a name in Connection nor one behind the body takes the place of who was found out. */
  @Test
  void tellsBackendsWhoAsksWhateverElseIsSaid() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway =
            Yaml.startWithPlugins(
                "auth:\n  enabled: true\n  use_memory_database: true\n"
                    + "  initial_users: [{username: ann, password: ann-password}]\n"
                    + AuthGateway.CHEAP,
                Yaml.rule("users", "/users", "auth: {}", origin.url()))) {
      var bearer = bearer(login(gateway.port(), "ann", "ann-password"));
      var hidden =
          RawHttpClient.get(
              gateway.port(), "/users", bearer, "Connection: X-User-ID, X-User-Roles, X-User-Name");
      assertThat(hidden.body())
          .contains("\r\nX-User-ID: user-1\r\n", "\r\nX-User-Name: ann\r\n", "\r\nX-User-Roles:");

      for (var trailer : new String[] {"X-User-ID: user-0", "x_user_roles: admin"}) {
        try (var client = new RawHttpClient(gateway.port())) {
          client.send(
              "POST /users HTTP/1.1\r\nHost: g\r\n"
                  + bearer
                  + "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
                  + trailer
                  + "\r\n\r\n");
          assertThat(client.response().status()).isEqualTo(400);
        }
      }
    }
  }

  /** More than can be hashed is refused at once, and costs others nothing. */
  @Test
  void refusesWhatItCannotHashInTime() throws Exception {
    var clients = new ArrayList<RawHttpClient>();
    try (var gateway =
        with(
            """
              passwords: {memory: 4MiB, iterations: 3, concurrency: 1}
              login_throttle: {attempts: 10000}
            """)) {
      for (var i = 0; i < 150; i++) {
        var body = credentials("user" + i, "wrong-password");
        var client = new RawHttpClient(gateway.port());
        clients.add(client);
        client.send(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: g\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
      }
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).isEqualTo("open");
      var statuses = new TreeMap<Integer, Integer>();
      for (var client : clients) {
        var response = client.response();
        statuses.merge(response.status(), 1, Integer::sum);
        assertThat(response.field("retry-after")).isEqualTo(response.status() == 503 ? "1" : "");
      }
      assertThat(statuses.keySet()).containsExactly(401, 503);
      assertThat(statuses.get(503)).isPositive();
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  /** From ten thousand addresses and with one user's name alone: no map grows, nobody is let in. */
  @Test
  void endures10000WrongPasswordsFromEverywhere() throws Exception {
    try (var gateway =
        Servex.fromYaml(
                """
                server: {http: "127.0.0.1:0", workers: 1, trusted_proxies: [127.0.0.1]}
                plugins: {directory: "%s"}
                logging: {disable_request_logging: true}
                auth:
                  enabled: true
                  use_memory_database: true
                  passwords: {memory: 64KiB, iterations: 1}
                  initial_users: [{username: user7, password: right-password}]
                proxy:
                  enabled: true
                  rules:
                %s
                """
                    .formatted(Yaml.INSTALLED, Yaml.rule("open", "/", "", backend.url())))
            .start()) {
      var statuses =
          flood(gateway.port(), i -> "X-Forwarded-For: 198.18." + (i >> 8) + "." + (i & 255));

      assertThat(statuses.keySet()).doesNotContain(200, 500).contains(401);
      var home = "X-Forwarded-For: 203.0.113.1";
      var body = credentials("user7", "right-password");
      assertThat(
              AuthGateway.send(gateway.port(), "POST", "/api/v1/auth/login", body, home).status())
          .isEqualTo(200);
    }
  }
}
