package io.servex.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.health.OutlierDetector.Limits;
import io.servex.health.OutlierDetector.Outlier;
import io.servex.health.OutlierDetector.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {
  private static final long MILLI = 1_000_000;
  private static final Limits SHARE = new Limits(10, 50, 0, 0);
  private static final Limits DEVIATION = new Limits(10, 0, 1.5, 0);
  private static final Limits LATENCY = new Limits(10, 0, 0, 3);

  private static Window window(int successes, int failures) {
    return new Window(successes, failures, successes * MILLI);
  }

  private static List<Integer> found(Limits limits, Window... windows) {
    return OutlierDetector.find(limits, List.of(windows)).stream().map(Outlier::index).toList();
  }

  @Test
  void findsWhoFailsTooOften() {
    assertThat(found(SHARE, window(50, 50), window(51, 49), window(0, 10))).containsExactly(2, 0);
  }

  @Test
  void saysNothingOfBackendsWithFewRequests() {
    assertThat(found(SHARE, window(0, 9))).isEmpty();
    assertThat(found(SHARE)).isEmpty();
  }

  @Test
  void findsWhoFailsMoreOftenThanTheOthers() {
    assertThat(found(DEVIATION, window(99, 1), window(98, 2), window(80, 20), window(99, 1)))
        .containsExactly(2);
    assertThat(found(DEVIATION, window(90, 10), window(90, 10), window(90, 10))).isEmpty();
  }

  @Test
  void comparesNoFewerThanThree() {
    assertThat(found(DEVIATION, window(100, 0), window(10, 90))).isEmpty();
    assertThat(found(LATENCY, window(100, 0), new Window(100, 0, 100 * 50 * MILLI))).isEmpty();
  }

  @Test
  void findsWhoIsLaterThanTheOthers() {
    var slow = new Window(100, 0, 100 * 4 * MILLI);

    assertThat(OutlierDetector.find(LATENCY, List.of(window(100, 0), slow, window(100, 0))))
        .containsExactly(new Outlier(1, "answers after 4 ms on average, later than the others"));
  }
}
