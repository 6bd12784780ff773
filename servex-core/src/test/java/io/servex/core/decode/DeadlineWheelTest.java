package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
  private static final long TICK = DeadlineWheel.TICK_NANOS;

  private final DeadlineWheel wheel = new DeadlineWheel(0);
  private final List<String> expired = new ArrayList<>();

  private DeadlineWheel.Deadline deadline(String name, Runnable action) {
    return new DeadlineWheel.Deadline() {
      @Override
      protected void expired(long nowNanos) {
        expired.add(name);
        action.run();
      }
    };
  }

  @Test
  void expiresTheRestOfASlotWhateverOneOfThemDoes() {
    var first = deadline("first", () -> {});
    var removed = deadline("removed", () -> {});
    var moved = deadline("moved", () -> {});
    var acting =
        deadline(
            "acting",
            () -> {
              wheel.remove(removed);
              wheel.arm(moved, 100 * TICK);
            });
    for (var each : List.of(first, removed, moved, acting)) {
      wheel.arm(each, 3 * TICK);
    }

    wheel.advance(5 * TICK);

    assertThat(expired).containsExactly("acting", "first");
    wheel.advance(102 * TICK);
    assertThat(expired).containsExactly("acting", "first", "moved");
  }

  @Test
  void expiresWhatIsFurtherAwayThanOneTurn() {
    wheel.arm(deadline("far", () -> {}), 2000 * TICK);

    for (var tick = 1; tick <= 2000; tick++) {
      wheel.advance(tick * TICK);
    }

    assertThat(expired).isEmpty();
    wheel.advance(2001 * TICK);
    assertThat(expired).containsExactly("far");
  }

  @Test
  void takesALaterTimeWithoutExpiringEarlier() {
    var moving = deadline("moving", () -> {});
    wheel.arm(moving, 3 * TICK);
    wheel.arm(moving, 10 * TICK);

    wheel.advance(9 * TICK);

    assertThat(expired).isEmpty();
    wheel.advance(12 * TICK);
    assertThat(expired).containsExactly("moving");
  }
}
