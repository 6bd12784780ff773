package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * D14, D40: however an exchange ends, its place at a backend is given back once. Backends answer,
 * refuse, wait, stop in the middle and reset; clients leave whenever they like.
 */
class PlacesIT {
  private static final int CLIENTS = 12;
  private static final int REQUESTS = 40;
  private static final String[] BUSY = {
    "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 502 Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
  };
  private static List<OriginServer> origins;

  @BeforeAll
  static void startBackends() throws IOException {
    origins =
        List.of(
            new OriginServer(PlacesIT::anything),
            new OriginServer(PlacesIT::anything),
            OriginServer.withoutBodies(PlacesIT::anything));
  }

  @AfterAll
  static void stopBackends() throws IOException {
    for (var origin : origins) {
      origin.close();
    }
  }

  /** Something else each time. */
  private static boolean anything(String request, InputStream in, OutputStream out, Socket socket)
      throws Exception {
    var random = new Random();
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        return OriginServer.write(out, OriginServer.ok("x".repeat(random.nextInt(2000))));
      }
      case 3, 4, 5 -> {
        return OriginServer.write(out, BUSY[random.nextInt(BUSY.length)]);
      }
      case 6 -> {
        Thread.sleep(random.nextInt(30));
        return OriginServer.write(out, OriginServer.ok("late"));
      }
      case 7 -> {
        OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        return false;
      }
      case 8 -> {
        Thread.sleep(300);
        return false;
      }
      default -> {
        socket.setSoLinger(true, 0);
        return false;
      }
    }
  }

  private static String rules(String strategy) {
    var urls = origins.stream().map(OriginServer::url).toList();
    var nobody = "http://127.0.0.1:1";
    return Yaml.rule(
            "again",
            "/again",
            "retry: {on: [connect, reset, 502, 503], attempts: 6, backoff: 1ms, budget: 100}\n"
                + "      load_balancing: "
                + strategy,
            urls.get(0),
            urls.get(1),
            nobody)
        + Yaml.rule(
            "few",
            "/few",
            "max_pending: 3\n      pending_timeout: 20ms\n"
                + "      retry: {on: [reset, 503], attempts: 3, backoff: 1ms, budget: 100}\n"
                + "      load_balancing: "
                + strategy,
            urls.get(0) + "\n          max_connections: 2",
            urls.get(2) + "\n          max_connections: 1")
        + Yaml.rule("plain", "/", "load_balancing: " + strategy, urls.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "round_robin",
        "weighted_round_robin",
        "least_connections",
        "power_of_two_choices",
        "peak_ewma",
        "ip_hash"
      })
  void areAllGivenBack(String strategy) throws Exception {
    try (var gateway =
        Yaml.start(
            2,
            "  enable_default_metrics: true\n",
            "  global_timeout: 200ms\n  health_check: {passive: false}\n",
            rules(strategy))) {
      load(gateway);

      await().untilAsserted(() -> assertThat(taken(gateway)).isEmpty());
    }
  }

  /** The series that are not back at zero. */
  private static List<String> taken(Servex.Running gateway) throws IOException {
    var counts =
        Scrape.of(gateway.port()).samples().entrySet().stream()
            .filter(sample ->
                sample.getKey().startsWith("servex_proxy_backend_connections")
                    || sample.getKey().startsWith("servex_proxy_pending_requests"))
            .toList();
    assertThat(counts).hasSizeGreaterThan(8);
    return counts.stream().filter(sample -> sample.getValue() != 0).map(Object::toString).toList();
  }

  private static void load(Servex.Running gateway) throws Exception {
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      var clients =
          IntStream.range(0, CLIENTS)
              .<Callable<Void>>mapToObj(number ->
                  () -> {
                    for (var i = 0; i < REQUESTS; i++) {
                      ask(gateway.port(), new Random());
                    }
                    return null;
                  })
              .toList();
      for (var client : threads.invokeAll(clients)) {
        client.get();
      }
    }
  }

  private static void ask(int port, Random random) throws Exception {
    var path = List.of("/again", "/few", "/plain").get(random.nextInt(3));
    var whole =
        List.of(
                "GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "PUT %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
                "POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
            .get(random.nextInt(3))
            .formatted(path);
    try (var client = new RawHttpClient(port)) {
      switch (random.nextInt(5)) {
        case 0 -> {
          client.send(whole);
          Thread.sleep(random.nextInt(20));
          client.reset();
        }
        case 1 -> {
          client.send(whole.substring(0, whole.length() - 2));
          Thread.sleep(random.nextInt(20));
        }
        default -> {
          client.send(whole);
          client.rest();
        }
      }
    }
  }
}
