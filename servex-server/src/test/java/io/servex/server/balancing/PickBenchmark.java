package io.servex.server.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What a pick costs, with taking the place, giving it back and telling the strategy. It is run by
 * name alone, and prints lines for docs/performance.md.
 */
class PickBenchmark {
  private static final int TURNS = 1_000_000;

  @Test
  void nanosecondsPerPick() throws Exception {
    var lines = new StringBuilder();
    for (var type : Picking.installed().keySet()) {
      lines.append(
          String.format(
              Locale.ROOT, "| %s | %.0f | %.0f |%n", type, nanos(type, 3), nanos(type, 100)));
    }
    System.out.print(lines);

    assertThat(lines).isNotEmpty();
  }

  private static double nanos(String type, int backends) throws Exception {
    var picking = new Picking(type, backends);
    var best = Double.MAX_VALUE;
    for (var round = 0; round < 5; round++) {
      var started = System.nanoTime();
      for (var i = 0; i < TURNS; i++) {
        picking.turn();
      }
      best = Math.min(best, (System.nanoTime() - started) / (double) TURNS);
    }
    return best;
  }
}
