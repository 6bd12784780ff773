package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real processes die and stop under load. {@code -Dservex.kills=100} repeats each as often as that.
 */
class BackendKillsIT {
  private static final int KILLS = Integer.getInteger("servex.kills", 20);
  private static final int STOPS = Integer.getInteger("servex.kills", 3);

  /** An interval, the time of one probe, and 5 s for machines that do much else. */
  private static final Duration RETURN =
      Duration.ofMillis(200).plus(Duration.ofSeconds(1)).plus(Duration.ofSeconds(5));

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

  /** R14, R15, D13, D16: with checks, and without them; it comes back within its interval. */
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
      for (var i = 0; i < KILLS; i++) {
        var victim = List.of(one, two, three).get(i % 3);
        victim.kill();
        load.goOn(300);
        await().until(() -> !healthy(gateway, victim));
        load.goOn(300);

        victim.restart();
        await().atMost(RETURN).until(() -> healthy(gateway, victim));
        var before = load.answers(victim.name());
        await().until(() -> load.answers(victim.name()) > before + 20);
        assertThat(load.failures()).isEmpty();
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
      for (var i = 0; i < STOPS; i++) {
        try (var before = new Load(gateway.port(), 8)) {
          before.goOn(300);
          two.signal("STOP");
          await().until(() -> !healthy(gateway, two));
          try (var after = new Load(gateway.port(), 8)) {
            after.goOn(1000);
            assertThat(after.answers(two.name())).isZero();
            assertThat(after.failures()).isEmpty();
          } finally {
            two.signal("CONT");
          }
          await().atMost(RETURN).until(() -> healthy(gateway, two));
          before.goOn(300);
          assertThat(before.failures()).isEmpty();
        }
      }
    }
  }
}
