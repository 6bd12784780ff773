package io.servex.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.lb.Simulator.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What each strategy sends to a backend that is slow, fails quickly, or stalls. */
class SharesTest {
  private static final double FAIR = 100.0 / Simulator.BACKENDS;

  private static double share(String type, Fault fault) {
    var simulator = new Simulator(fault);
    RandomGenerator random = simulator.random().split();
    return simulator.share(Strategies.all(random, simulator::now).get(type));
  }

  private static ToDoubleFunction<Fault> shares(String type) {
    return fault -> share(type, fault);
  }

  @Test
  void theDocumentationSaysWhatEachStrategyDoes() throws IOException {
    var lines = new ArrayList<String>();
    for (var type : Strategies.all(RandomGenerator.getDefault(), System::nanoTime).keySet()) {
      lines.add(Simulator.line(type, shares(type)));
    }

    assertThat(Files.readString(Path.of("../docs/balancing.md")))
        .contains(String.join("\n", lines));
  }

  @Test
  void failingFastDoesNotAttractPeakEwma() {
    assertThat(share("peak_ewma", Fault.FAILING_FAST)).isLessThan(FAIR / 10);
    assertThat(share("least_connections", Fault.FAILING_FAST)).isGreaterThan(FAIR);
  }

  @Test
  void aStallingBackendIsLeftAlone() {
    for (var type : new String[] {"least_connections", "power_of_two_choices", "peak_ewma"}) {
      assertThat(share(type, Fault.STALLING)).as(type).isLessThan(FAIR / 10);
    }
  }

  @Test
  void boundedLoadKeepsAStallingBackendFromHavingItsShare() {
    assertThat(share("ring_hash", Fault.STALLING)).isGreaterThan(FAIR / 2);
    assertThat(share("ring_hash, max_load 1.25", Fault.STALLING)).isLessThan(FAIR / 5);
  }
}
