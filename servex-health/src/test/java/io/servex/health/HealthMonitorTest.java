package io.servex.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.ProbeResult;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Dialer NOBODY =
      (backend, timeout) -> {
        throw new IOException("nobody is there");
      };

  private final ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();

  private HealthMonitor monitor() {
    return new HealthMonitor(
        (id, up, failure) -> found.add(id + " " + (up ? "up" : "down") + " " + failure),
        LongUnaryOperator.identity());
  }

  private static Check check(String id, Duration interval, int attempts, HealthProbe probe) {
    return new Check(
        id, URI.create("http://h"), "/", interval, LONG, attempts, 1, 1, probe, NOBODY);
  }

  @Test
  void probesAtOnce() {
    try (var monitor = monitor()) {
      monitor.apply(List.of(check("a", LONG, 1, target -> ProbeResult.failed("ill"))));

      await().untilAsserted(() -> assertThat(found).containsExactly("a down ill"));
    }
  }

  /** R16. */
  @Test
  void makesSoManyAttemptsInARound() {
    var attempts = new AtomicInteger();
    HealthProbe flaky =
        target ->
            attempts.incrementAndGet() % 3 == 0
                ? ProbeResult.passed()
                : ProbeResult.failed("flaky");
    try (var monitor = monitor()) {
      monitor.apply(List.of(check("a", Duration.ofMillis(30), 3, flaky)));

      await().until(() -> found.size() > 5);
      assertThat(found).containsOnly("a up null");
    }
  }

  @Test
  void findsOutWhenOneThatWasDownIsUp() {
    var well = new AtomicInteger();
    HealthProbe probe =
        target -> well.get() == 0 ? ProbeResult.failed("ill") : ProbeResult.passed();
    try (var monitor = monitor()) {
      monitor.apply(List.of(check("a", Duration.ofMillis(20), 1, probe)));
      await().until(() -> found.contains("a down ill"));

      well.set(1);

      await().until(() -> found.contains("a up null"));
    }
  }

  @Test
  void cutsAnAttemptThatTakesTooLong() {
    var cut = new CountDownLatch(1);
    HealthProbe slow =
        target -> {
          try {
            Thread.sleep(LONG);
          } finally {
            cut.countDown();
          }
          return ProbeResult.passed();
        };
    var check =
        new Check(
            "a", URI.create("http://h"), "/", LONG, Duration.ofMillis(20), 1, 1, 1, slow, NOBODY);
    try (var monitor = monitor()) {
      monitor.apply(List.of(check));

      await()
          .untilAsserted(() -> assertThat(found).containsExactly("a down no answer within 20 ms"));
      await().until(() -> cut.getCount() == 0);
    }
  }

  @Test
  void countsABrokenProbeAsAFailure() {
    try (var monitor = monitor()) {
      monitor.apply(
          List.of(
              check(
                  "a",
                  LONG,
                  1,
                  target -> {
                    throw new IllegalStateException("bug");
                  }),
              check(
                  "b",
                  LONG,
                  1,
                  target -> {
                    try (Socket socket = target.connect()) {
                      return socket.isBound() ? ProbeResult.passed() : ProbeResult.failed("");
                    }
                  })));

      await()
          .untilAsserted(() ->
              assertThat(found)
                  .containsExactlyInAnyOrder(
                      "a down java.lang.IllegalStateException: bug", "b down nobody is there"));
    }
  }

  @Test
  void goesOnWithWhatStaysAndKeepsQuietAboutWhatIsGone() {
    var rounds = new AtomicInteger();
    HealthProbe counting =
        target -> {
          rounds.incrementAndGet();
          return ProbeResult.passed();
        };
    try (var monitor = monitor()) {
      assertThat(monitor.apply(List.of(check("a", LONG, 1, counting)))).hasSize(1);
      await().until(() -> found.size() == 1);

      assertThat(monitor.apply(List.of(check("a", LONG, 1, counting)))).isEmpty();
      assertThat(rounds.get()).isEqualTo(1);
      monitor.apply(List.of(check("a", Duration.ofMillis(10), 1, counting)));
      await().until(() -> rounds.get() > 2);
      monitor.apply(List.of());
      var last = found.size();
      assertThat(monitor.apply(List.of(check("b", LONG, 1, counting)))).hasSize(1);
      await().until(() -> found.contains("b up null"));

      assertThat(found).hasSize(last + 1);
    }
  }

  /** One backend at which a probe hangs, deaf to interrupts, would else use up all attempts. */
  @Test
  void makesNoAttemptBesideOneThatDoesNotEnd() {
    var begun = new AtomicInteger();
    var over = new CountDownLatch(1);
    HealthProbe deaf =
        target -> {
          begun.incrementAndGet();
          while (over.getCount() > 0) {
            try {
              over.await();
            } catch (InterruptedException e) {
              assert over.getCount() >= 0 : e;
            }
          }
          return ProbeResult.passed();
        };
    var instant = Duration.ofMillis(1);
    try (var monitor = monitor()) {
      monitor.apply(
          List.of(
              new Check(
                  "a", URI.create("http://h"), "/", instant, instant, 2, 1, 1, deaf, NOBODY)));

      await().until(() -> found.size() > 5);
      assertThat(found).containsOnly("a down no answer within 1 ms");
      assertThat(begun).hasValue(1);

      over.countDown();
      await().until(() -> found.contains("a up null"));
    }
  }
}
