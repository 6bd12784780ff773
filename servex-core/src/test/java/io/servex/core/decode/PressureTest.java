package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.core.decode.Pressure.Level;
import io.servex.core.decode.Pressure.Sample;
import org.junit.jupiter.api.Test;

class PressureTest {
  private static final Sample QUIET = new Sample(0.01, 0.01, 0);

  private final Pressure pressure = new Pressure(2);

  @Test
  void leavesNothingUndoneAtFirst() {
    assertThat(pressure.level()).isEqualTo(Level.NONE);
    assertThat(pressure.sheds(Level.DUMPS)).isFalse();
  }

  @Test
  void isPressedByMemoryByDescriptorsAndByLateLoops() {
    assertThat(new Sample(0.16, 0, 0).level()).isEqualTo(Level.DUMPS);
    assertThat(new Sample(0, 0.86, 0).level()).isEqualTo(Level.KEEP_ALIVE);
    assertThat(new Sample(0.02, 0.1, 3_000_000_000L).level()).isEqualTo(Level.REQUESTS);
    assertThat(new Sample(0.02, 0.96, 0).level()).isEqualTo(Level.CONNECTIONS);
  }

  @Test
  void includesAllThatIsLeftUndoneBefore() {
    pressure.measured(new Sample(0.26, 0, 0));

    assertThat(pressure.sheds(Level.DUMPS)).isTrue();
    assertThat(pressure.sheds(Level.KEEP_ALIVE)).isTrue();
    assertThat(pressure.sheds(Level.REQUESTS)).isTrue();
    assertThat(pressure.sheds(Level.CONNECTIONS)).isFalse();
  }

  @Test
  void risesAtOnceAndFallsAfterFourQuietMeasurements() {
    pressure.measured(new Sample(0.26, 0, 0));

    for (var i = 0; i < 3; i++) {
      pressure.measured(QUIET);
      assertThat(pressure.level()).isEqualTo(Level.REQUESTS);
    }
    pressure.measured(QUIET);

    assertThat(pressure.level()).isEqualTo(Level.NONE);
  }

  @Test
  void takesOneLateLoopForAPauseAndTwoForALoad() {
    var late = new Sample(0, 0, 3_000_000_000L);

    pressure.measured(late);
    assertThat(pressure.level()).isEqualTo(Level.NONE);
    for (var i = 0; i < 20; i++) {
      pressure.measured(QUIET);
    }
    pressure.measured(late);
    assertThat(pressure.level()).isEqualTo(Level.NONE);
    for (var i = 0; i < 19; i++) {
      pressure.measured(QUIET);
    }
    pressure.measured(late);
    assertThat(pressure.level()).isEqualTo(Level.REQUESTS);
  }

  @Test
  void isPressedAtOnceByMemoryWhileALoopIsLateForTheFirstTime() {
    pressure.measured(new Sample(0.21, 0, 3_000_000_000L));

    assertThat(pressure.level()).isEqualTo(Level.KEEP_ALIVE);
  }

  @Test
  void keepsTheLargestLatenessUntilItIsTaken() {
    pressure.loopWasLate(0, 5);
    pressure.loopWasLate(1, 9);
    pressure.loopWasLate(1, 7);

    assertThat(pressure.takeLateNanos()).isEqualTo(9);
    assertThat(pressure.takeLateNanos()).isZero();
  }
}
