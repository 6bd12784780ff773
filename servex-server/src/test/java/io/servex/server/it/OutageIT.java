package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a total outage costs while many ask at once: attempts of all requests are no more than these
 * and their budget, in whichever way the backends fail. Passive checks are off, so that nothing but
 * the budget stands between requests and backends.
 */
@ExtendWith(BufferAccounting.class)
class OutageIT {
  private static final int CLIENTS = 16;
  private static final int REQUESTS = 3_000;
  private static final double BUDGET = 0.2;
  private static final int RESERVE_PER_SECOND = 5;

  /** Over so long the budget is reckoned; a run that takes longer is cut. */
  private static final int WINDOW_SECONDS = 10;

  private static final long MOST_NANOS = (WINDOW_SECONDS - 2) * 1_000_000_000L;
  private static final String RULE =
      "{on: [connect, reset, 503], attempts: 4, backoff: 1ms, budget: 0.2, min_retries_per_second:"
          + " %d}";

  /** Clients that ask at once until there were so many requests, or so much time has passed. */
  private static final class Run {
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

    int requests() {
      return (int) statuses.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Run against(int port) throws Exception {
      var until = System.nanoTime() + MOST_NANOS;
      var clients = new ArrayList<Callable<Void>>();
      for (var i = 0; i < CLIENTS; i++) {
        clients.add(() -> ask(port, until));
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var client : threads.invokeAll(clients)) {
          client.get();
        }
      }
      return this;
    }

    private Void ask(int port, long until) throws IOException {
      try (var client = new RawHttpClient(port)) {
        while (asked.incrementAndGet() <= REQUESTS && System.nanoTime() < until) {
          client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
          statuses
              .computeIfAbsent(client.response().status(), status -> new LongAdder())
              .increment();
        }
      }
      return null;
    }
  }

  private static Servex.Running start(int workers, int reserve, List<String> urls)
      throws Exception {
    return Yaml.start(
        workers,
        "  enable_default_metrics: true\n",
        "  health_check: {passive: false}\n",
        Yaml.rule("all", "/", "retry: " + RULE.formatted(reserve), urls.toArray(String[]::new)));
  }

  private static double retries(Servex.Running gateway) throws IOException {
    return Scrape.of(gateway.port()).value("servex_proxy_retries_total{rule=\"all\"}");
  }

  /** The allowance is that of a whole window at once, and the budget is made use of. */
  private static void assertWithinBudget(int attempts, int requests, int reserve) {
    var most = requests * (1 + BUDGET) + reserve * WINDOW_SECONDS;

    assertThat(requests).isGreaterThan(CLIENTS);
    assertThat((double) attempts).isBetween(1 + requests * (1 + BUDGET / 2), most);
  }

  private static void assertBackendsSawNoMore(int workers, int reserve, OriginServer.Behaviour how)
      throws Exception {
    try (var first = new OriginServer(how);
        var second = new OriginServer(how);
        var third = new OriginServer(how);
        var gateway = start(workers, reserve, List.of(first.url(), second.url(), third.url()))) {
      var run = new Run().against(gateway.port());

      var seen = first.requests().size() + second.requests().size() + third.requests().size();
      assertThat(run.statuses.keySet()).isSubsetOf(502, 503);
      assertWithinBudget(seen, run.requests(), reserve);
      await().until(() -> retries(gateway) == seen - run.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answersThatSaySo(int workers) throws Exception {
    assertBackendsSawNoMore(
        workers,
        0,
        (request, in, out, socket) ->
            OriginServer.write(out, "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resetsOnceTheRequestWasRead(int workers) throws Exception {
    assertBackendsSawNoMore(
        workers,
        RESERVE_PER_SECOND,
        (request, in, out, socket) -> {
          socket.setSoLinger(true, 0);
          return false;
        });
  }

  /** Nobody listens at these ports, and nobody else gets them meanwhile. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void connectionsThatAreRefused(int workers) throws Exception {
    try (var first = new Socket();
        var second = new Socket();
        var third = new Socket()) {
      var urls = new ArrayList<String>();
      for (var socket : List.of(first, second, third)) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        urls.add("http://127.0.0.1:" + socket.getLocalPort());
      }
      try (var gateway = start(workers, RESERVE_PER_SECOND, urls)) {
        var run = new Run().against(gateway.port());

        assertThat(run.statuses).containsOnlyKeys(502);
        await().until(() -> requests(gateway) == run.requests());
        assertWithinBudget(
            run.requests() + (int) retries(gateway), run.requests(), RESERVE_PER_SECOND);
      }
    }
  }

  private static int requests(Servex.Running gateway) throws IOException {
    return (int)
        Scrape.of(gateway.port()).samples().entrySet().stream()
            .filter(sample -> sample.getKey().startsWith("servex_proxy_requests_total{"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
  }
}
