package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that belong together meet the same backend: R9, R10, D10, D11. */
class AffinityIT {
  private static final String SECRET = "an-example-of-a-secret";
  private static final String TRUSTING = "  trusted_proxies: [127.0.0.0/8]\n";

  private static List<OriginServer> origins(int count) throws IOException {
    var origins = new ArrayList<OriginServer>();
    for (var i = 0; i < count; i++) {
      origins.add(OriginServer.answering("B" + i));
    }
    return origins;
  }

  private static void close(List<OriginServer> origins) throws IOException {
    for (var origin : origins) {
      origin.close();
    }
  }

  private static Servex.Running start(
      int workers, String server, String strategy, List<OriginServer> origins) throws Exception {
    var urls = origins.stream().map(OriginServer::url).toArray(String[]::new);
    return Yaml.start(
        workers,
        server,
        "  health_check: {retry_count: 1, default_interval: 300ms}\n",
        Yaml.rule("all", "/", "load_balancing: " + strategy, urls));
  }

  /** Which backend answers each of many keys. */
  private static Map<Integer, String> owners(int port, String kind) throws IOException {
    var owners = new HashMap<Integer, String>();
    for (var key = 0; key < 60; key++) {
      owners.put(key, ask(port, kind, key));
    }
    return owners;
  }

  private static String ask(int port, String kind, int key) throws IOException {
    var response =
        switch (kind) {
          case "header" -> RawHttpClient.get(port, "/", "X-Tenant: t" + key);
          case "cookie" -> RawHttpClient.get(port, "/", "Cookie: a=b; session=t" + key + "; c=d");
          case "query" -> RawHttpClient.get(port, "/?a=b&id=t" + key + "&c=d");
          case "address" -> RawHttpClient.get(port, "/", "X-Forwarded-For: 10.0.0." + key);
          default -> RawHttpClient.get(port, "/t" + key + "?" + System.nanoTime());
        };
    assertThat(response.status()).isEqualTo(200);
    return response.body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | header | {type: ring_hash, hash_on: {header: x-tenant}}",
        "2 | cookie | {type: ring_hash, hash_on: {cookie: session}}",
        "2 | query | {type: maglev, hash_on: {query: id}}",
        "1 | path | {type: maglev, hash_on: {path: true}}",
        "2 | address | ip_hash",
        "1 | address | {type: ring_hash}"
      })
  void aKeyKeepsItsBackendAndComesBackToIt(int workers, String kind, String strategy)
      throws Exception {
    var origins = origins(4);
    try (var gateway = start(workers, TRUSTING, strategy, origins)) {
      var before = owners(gateway.port(), kind);
      assertThat(new HashSet<>(before.values())).hasSize(4);
      assertThat(owners(gateway.port(), kind)).isEqualTo(before);

      origins.get(3).close();
      var without = owners(gateway.port(), kind);
      var moved = 0;
      for (var key : before.keySet()) {
        assertThat(without.get(key)).isNotEqualTo("B3");
        if (!before.get(key).equals("B3") && !without.get(key).equals(before.get(key))) {
          moved++;
        }
      }
      assertThat(moved).isLessThanOrEqualTo(strategy.contains("maglev") ? 6 : 0);

      try (var again = OriginServer.answering("B3", origins.get(3).port())) {
        assertThat(again.port()).isEqualTo(origins.get(3).port());
        await().untilAsserted(() -> assertThat(owners(gateway.port(), kind)).isEqualTo(before));
      }
    } finally {
      close(origins);
    }
  }

  @Test
  void whatAStrangerClaimsChangesNothing() throws Exception {
    var origins = origins(3);
    try (var gateway = start(1, "", "ip_hash", origins)) {
      assertThat(new HashSet<>(owners(gateway.port(), "address").values())).hasSize(1);
    } finally {
      close(origins);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aClientStaysWhereItsCookieSays(int workers) throws Exception {
    var origins = origins(3);
    var strategy = "{type: sticky_cookie, secret: " + SECRET + ", max_age: 1h}";
    try (var gateway = start(workers, "", strategy, origins);
        var twin = start(1, "", strategy, origins)) {
      var first = RawHttpClient.get(gateway.port(), "/");
      var cookie = first.field("Set-Cookie");
      assertThat(cookie)
          .matches(
              "servex_backend=[A-Za-z0-9_-]{22}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
      var pair = "Cookie: theme=dark; " + cookie.substring(0, cookie.indexOf(';'));
      for (var i = 0; i < 20; i++) {
        var next = RawHttpClient.get(i % 2 == 0 ? gateway.port() : twin.port(), "/", pair);
        assertThat(next.body()).isEqualTo(first.body());
        assertThat(next.field("Set-Cookie")).isEmpty();
      }

      var forged = new HashSet<String>();
      for (var i = 0; i < 40; i++) {
        forged.add(RawHttpClient.get(gateway.port(), "/", pair + "x").body());
      }
      assertThat(forged).hasSize(3);
    } finally {
      close(origins);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aClientWhoseBackendIsGoneGetsAnotherAndItsCookie(int workers) throws Exception {
    var origins = origins(2);
    try (var gateway =
        start(workers, "", "{type: sticky_cookie, secret: " + SECRET + "}", origins)) {
      var first = RawHttpClient.get(gateway.port(), "/");
      var pair = first.field("Set-Cookie").replaceAll(";.*", "");
      origins.get(first.body().equals("B0") ? 0 : 1).close();

      var moved = RawHttpClient.get(gateway.port(), "/", "Cookie: " + pair);
      var other = moved.field("Set-Cookie").replaceAll(";.*", "");

      assertThat(moved.status()).isEqualTo(200);
      assertThat(moved.body()).isNotEqualTo(first.body());
      assertThat(other).isNotEmpty().isNotEqualTo(pair);
      assertThat(RawHttpClient.get(gateway.port(), "/", "Cookie: " + other).body())
          .isEqualTo(moved.body());
    } finally {
      close(origins);
    }
  }
}
