package io.servex.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class HealthStateProperties {
  /**
   * The history as a text in which the state changes behind the first long enough run of the other
   * letter, found anew from there on.
   */
  private static boolean model(List<Boolean> rounds, int rise, int fall) {
    if (rounds.isEmpty()) {
      return true;
    }
    var text = new StringBuilder();
    rounds.forEach(passed -> text.append(passed ? 'P' : 'F'));
    var up = rounds.getFirst();
    var from = 1;
    while (true) {
      var run = up ? "F".repeat(fall) : "P".repeat(rise);
      var found = text.indexOf(run, from);
      if (found < 0) {
        return up;
      }
      from = found + run.length();
      up = !up;
    }
  }

  @Property
  void agreesWithTheModel(
      @ForAll @Size(max = 60) List<Boolean> rounds,
      @ForAll @IntRange(min = 1, max = 5) int rise,
      @ForAll @IntRange(min = 1, max = 5) int fall) {
    var state = HealthState.UNKNOWN;
    for (var i = 0; i < rounds.size(); i++) {
      state = state.after(rounds.get(i), rise, fall);

      assertThat(state.up()).isEqualTo(model(rounds.subList(0, i + 1), rise, fall));
      assertThat(state.against()).isLessThan(Math.max(rise, fall));
    }
  }
}
