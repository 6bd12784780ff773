package io.servex.server.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class DurationHistogramProperties {
  @Property
  void percentilesAreRightWithinASixteenth(
      @ForAll @NotEmpty List<@LongRange(min = 0, max = 100_000_000_000L) Long> values) {
    var histogram = new DurationHistogram();
    values.forEach(histogram::add);

    var sorted = values.stream().sorted().toList();
    for (var share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
      var exact = sorted.get((int) Math.ceil(sorted.size() * share) - 1);
      assertThat(histogram.percentile(share)).isBetween(exact, exact + exact / 16);
    }
    assertThat(histogram.largest()).isEqualTo(sorted.getLast());
  }
}
