package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that are found while the gateway runs. */
class DiscoveryIT {
  private static final String DNS =
      "  dns: {servers: [\"%s\"], timeout: 200ms, min_interval: 50ms, max_interval: 1h}\n";
  @TempDir Path folder;

  /** Two backends on one port, at 127.0.0.1 and at 127.0.0.2. */
  private static List<OriginServer> pair() throws IOException {
    var first = new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1"));
    var second = new ServerSocket(first.getLocalPort(), 512, InetAddress.getByName("127.0.0.2"));
    return List.of(OriginServer.answering("one", first), OriginServer.answering("two", second));
  }

  private static Servex.Running start(int workers, NameServerFake names, String rule)
      throws Exception {
    var dns = DNS.formatted(names.address());
    return Yaml.start(workers, "  enable_default_metrics: true\n", dns, rule);
  }

  private static Set<String> bodies(Servex.Running gateway) throws IOException {
    var bodies = new TreeSet<String>();
    try (var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 6; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var response = client.response();
        assertThat(response.status()).isEqualTo(200);
        bodies.add(response.body());
      }
    }
    return bodies;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void followsTheAddressesOfAName(int workers) throws Exception {
    try (var names = new NameServerFake()) {
      names.host("svc.test", 0, "127.0.0.1");
      var pair = pair();
      var url = "http://svc.test:" + pair.getFirst().port();
      try (var one = pair.getFirst();
          var two = pair.getLast();
          var gateway = start(workers, names, Yaml.rule("all", "/", "", url))) {
        assertThat(bodies(gateway)).containsExactly("one");

        names.host("svc.test", 0, "127.0.0.2", "127.0.0.1");
        await().until(() -> bodies(gateway).size() == 2);
        var addresses =
            "servex_proxy_backend_addresses_healthy{backend=\"" + url + "\",rule=\"all\"}";
        assertThat(Scrape.of(gateway.port()).value(addresses)).isEqualTo(2);
        assertThat(one.connections()).isLessThanOrEqualTo(workers);

        names.silent(true);
        var asked = names.questions();
        await().until(() -> names.questions() > asked + 4);
        assertThat(bodies(gateway)).containsExactly("one", "two");

        names.silent(false);
        names.host("svc.test", 0, "127.0.0.2");
        await().until(() -> bodies(gateway).equals(Set.of("two")));
        await().until(() -> one.openConnections() == 0);
        assertThat(bodies(gateway)).containsExactly("two");
      }
    }
  }

  @Test
  void asksAgainOnlyWhenAnAnswerIsNoLongerGood() throws Exception {
    try (var names = new NameServerFake();
        var one = OriginServer.answering("one")) {
      names.host("svc.test", 3600, "127.0.0.1");
      var url = "http://svc.test:" + one.port();
      try (var gateway = start(1, names, Yaml.rule("all", "/", "", url))) {
        Thread.sleep(300);
        assertThat(bodies(gateway)).containsExactly("one");
        assertThat(names.questions()).isEqualTo(1);
      }
    }
  }

  @Test
  void doesNotStartWithANameThatNobodyKnows() throws Exception {
    try (var names = new NameServerFake()) {
      assertThatThrownBy(() -> start(1, names, Yaml.rule("all", "/", "", "http://svc.test:1")))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("svc.test: cannot be resolved");
    }
  }

  @Test
  void followsAFile() throws Exception {
    var file = folder.resolve("backends.yaml");
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two")) {
      write(file, "- " + one.url() + "\n");
      var rule =
          "    - {name: all, path_prefix: /, discovery: {type: file, path: "
              + file
              + ", interval: 50ms}}\n";
      try (var gateway = Yaml.start(1, "", "  dns: {min_interval: 50ms}\n", rule)) {
        assertThat(bodies(gateway)).containsExactly("one");

        write(file, "{\"backends\": [{\"url\": \"" + one.url() + "\"}, \"" + two.url() + "\"]}");
        await().until(() -> bodies(gateway).size() == 2);

        write(file, "- url: nonsense\n");
        Thread.sleep(200);
        assertThat(bodies(gateway)).containsExactly("one", "two");

        write(file, "- {url: \"" + two.url() + "\", weight: 2}\n");
        await().until(() -> bodies(gateway).equals(Set.of("two")));

        Files.writeString(file, "");
        Thread.sleep(200);
        assertThat(bodies(gateway)).containsExactly("two");

        write(file, "[]");
        await().until(() -> RawHttpClient.get(gateway.port(), "/").status() == 503);
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    var next = Files.writeString(file.resolveSibling("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void followsServiceRecords() throws Exception {
    try (var names = new NameServerFake()) {
      var pair = pair();
      try (var one = pair.getFirst();
          var two = pair.getLast()) {
        names.host("a.test", 0, "127.0.0.1");
        names.host("b.test", 0, "127.0.0.2");
        var port = one.port();
        assertThat(two.port()).isEqualTo(port);
        names.service("_http._tcp.test", 0, "1 5 " + port + " a.test", "2 5 " + port + " b.test");
        var rule =
            "    - {name: all, path_prefix: /, discovery: {type: dns_srv, name: _http._tcp.test,"
                + " servers: [\""
                + names.address()
                + "\"]}}\n";
        try (var gateway = start(1, names, rule)) {
          assertThat(bodies(gateway)).containsExactly("one");

          names.service("_http._tcp.test", 0, "1 5 " + port + " a.test", "1 5 " + port + " b.test");
          await().until(() -> bodies(gateway).size() == 2);
        }
      }
    }
  }

  /** What a strategy has measured survives a change of the backends. */
  @Test
  void keepsWhatIsKnownOfBackendsThatStay() throws Exception {
    var file = folder.resolve("backends.json");
    try (var fast = OriginServer.answering("fast");
        var slow =
            new OriginServer((request, in, out, socket) -> {
              Thread.sleep(200);
              return OriginServer.write(out, OriginServer.ok("slow"));
            });
        var another = OriginServer.answering("another")) {
      write(file, "[\"" + slow.url() + "\", \"" + fast.url() + "\"]");
      var rule =
          "    - {name: all, path_prefix: /, load_balancing: peak_ewma, discovery: {type: file,"
              + " path: "
              + file
              + ", interval: 50ms}}\n";
      try (var gateway = Yaml.start(1, "", "  dns: {min_interval: 50ms}\n", rule)) {
        await().until(() -> bodies(gateway).size() == 2 || !slow.requests().isEmpty());
        var before = slow.requests().size();

        var lists = new ArrayList<String>();
        for (var i = 0; i < 5; i++) {
          var urls = List.of(another.url(), fast.url(), slow.url());
          lists.add("- " + String.join("\n- ", i % 2 == 0 ? urls : urls.subList(1, 3)) + "\n");
        }
        for (var list : lists) {
          var asked = another.requests().size();
          write(file, list);
          if (list.contains(another.url())) {
            await().until(() -> !bodies(gateway).isEmpty() && another.requests().size() > asked);
          } else {
            Thread.sleep(200);
          }
          assertThat(bodies(gateway)).doesNotContain("slow");
        }
        assertThat(slow.requests()).hasSizeLessThanOrEqualTo(before + 1);
      }
    }
  }

  /** A backend is up before its name is known everywhere: it comes later, and holds up nobody. */
  @Test
  void takesABackendOnceItsHostIsKnown() throws Exception {
    var file = folder.resolve("backends.yaml");
    try (var names = new NameServerFake();
        var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var late = OriginServer.answering("late")) {
      var rule =
          "    - {name: all, path_prefix: /, discovery: {type: file, path: "
              + file
              + ", interval: 50ms}}\n";
      write(file, "- " + one.url() + "\n");
      try (var gateway = start(1, names, rule)) {
        assertThat(bodies(gateway)).containsExactly("one");

        write(file, "- http://late.test:" + late.port() + "\n- " + two.url() + "\n");
        await().until(() -> bodies(gateway).equals(Set.of("two")));
        names.host("late.test", 3600, "127.0.0.1");
        await().until(() -> bodies(gateway).equals(Set.of("late", "two")));

        write(file, "- http://later.test:" + one.port() + "\n");
        Thread.sleep(300);
        assertThat(bodies(gateway)).containsExactly("late", "two");
        names.host("later.test", 3600, "127.0.0.1");
        await().until(() -> bodies(gateway).equals(Set.of("one")));
      }
    }
  }
}
