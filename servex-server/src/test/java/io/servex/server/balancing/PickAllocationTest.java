package io.servex.server.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever strategies are installed, choosing a backend allocates nothing. */
class PickAllocationTest {
  private static final int TURNS = 50_000;

  static Stream<String> types() {
    return Picking.installed().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void choosingABackendAllocatesNothing(String type) throws Exception {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var picking = new Picking(type, 5);
    var least = Long.MAX_VALUE;
    for (var round = 0; round < 5; round++) {
      var before = threads.getCurrentThreadAllocatedBytes();
      for (var i = 0; i < TURNS; i++) {
        picking.turn();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(least).isLessThan(TURNS / 10);
  }
}
