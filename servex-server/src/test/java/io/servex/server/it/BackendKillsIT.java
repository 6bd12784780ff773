package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real processes die and stop under load. {@code -Dservex.kills=20} repeats each as often as that.
 */
class BackendKillsIT {
  private static final int REPETITIONS = Integer.getInteger("servex.kills", 2);

  /** Clients that ask until they are told to stop, each on a connection of its own. */
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();

    Load(int port, int count) {
      for (var i = 0; i < count; i++) {
        clients.add(Thread.ofVirtual().start(() -> ask(port)));
      }
    }

    /** What a stopped process has taken is answered when it goes on, which may be a while. */
    private void ask(int port) {
      try (var client = new RawHttpClient(port).patient(Duration.ofMinutes(1))) {
        while (!stopped.get()) {
          client.send("GET /some/path HTTP/1.1\r\nHost: h\r\n\r\n");
          var answer = client.response();
          if (answer.status() == 200) {
            answers.computeIfAbsent(answer.body(), body -> new LongAdder()).increment();
          } else {
            failures.add(answer.head());
          }
        }
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }

    long answers(OriginProcess backend) {
      var count = answers.get(backend.name());
      return count == null ? 0 : count.sum();
    }

    /** Waits for so many further answers of all together. */
    void goOn(long more) {
      var target = answers.values().stream().mapToLong(LongAdder::sum).sum() + more;
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              !failures.isEmpty()
                  || answers.values().stream().mapToLong(LongAdder::sum).sum() >= target);
    }

    @Override
    public void close() throws InterruptedException {
      stopped.set(true);
      for (var client : clients) {
        client.join();
      }
    }
  }

  private static Servex.Running gateway(int workers, String check, List<OriginProcess> backends)
      throws Exception {
    var rules = new StringBuilder("    - name: all\n      path_prefix: /\n      backends:\n");
    for (var backend : backends) {
      rules.append("        - {url: \"").append(backend.url()).append('"');
      rules.append(", health_check_path: /health}\n");
    }
    return Yaml.start(
        workers,
        "  enable_default_metrics: true\n",
        "  health_check: {" + check + "}\n",
        rules.toString());
  }

  private static boolean healthy(Servex.Running gateway, OriginProcess backend) throws IOException {
    return Scrape.of(gateway.port())
            .value("servex_proxy_backend_healthy{backend=\"" + backend.url() + "\",rule=\"all\"}")
        == 1;
  }

  /** R14, R15, D13, D16: with checks, and without them. */
  @ParameterizedTest
  @CsvSource({
    "2, 'enabled: true, default_interval: 200ms, timeout: 1s'",
    "1, 'enabled: false, default_interval: 200ms'"
  })
  void losesNoRequestWhenABackendIsKilled(int workers, String check) throws Exception {
    try (var one = OriginProcess.start();
        var two = OriginProcess.start();
        var three = OriginProcess.start();
        var gateway = gateway(workers, check, List.of(one, two, three));
        var load = new Load(gateway.port(), 8)) {
      load.goOn(300);
      for (var i = 0; i < REPETITIONS; i++) {
        var victim = List.of(one, two, three).get(i % 3);
        victim.kill();
        load.goOn(300);
        await().until(() -> !healthy(gateway, victim));
        load.goOn(300);

        victim.restart();
        await().until(() -> healthy(gateway, victim));
        var before = load.answers(victim);
        await().until(() -> load.answers(victim) > before + 20);
        assertThat(load.failures).isEmpty();
      }
    }
  }

  /** R13, R14: a stopped process takes connections still, and answers none. */
  @Test
  void sendsNothingToAStoppedBackendOnceACheckFoundIt() throws Exception {
    var check = "enabled: true, default_interval: 200ms, timeout: 1s, retry_count: 2";
    try (var one = OriginProcess.start();
        var two = OriginProcess.start();
        var three = OriginProcess.start();
        var gateway = gateway(2, check, List.of(one, two, three))) {
      for (var i = 0; i < REPETITIONS; i++) {
        try (var before = new Load(gateway.port(), 8)) {
          before.goOn(300);
          two.signal("STOP");
          await().until(() -> !healthy(gateway, two));
          try (var after = new Load(gateway.port(), 8)) {
            after.goOn(1000);
            assertThat(after.answers(two)).isZero();
            assertThat(after.failures).isEmpty();
          } finally {
            two.signal("CONT");
          }
          await().until(() -> healthy(gateway, two));
          before.goOn(300);
          assertThat(before.failures).isEmpty();
        }
      }
    }
  }
}
