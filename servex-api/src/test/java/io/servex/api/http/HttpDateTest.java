package io.servex.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates of fields, in the three forms of RFC 9110 §5.6.7. */
class HttpDateTest {
  private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void hasTwoDigitsForEachDay() {
    assertThat(HttpDate.format(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void readsEveryForm(String text) {
    assertThat(HttpDate.parse(text)).isEqualTo(EXAMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994", "1994-11-06"})
  void takesNothingElseForADate(String text) {
    assertThat(HttpDate.parse(text)).isNull();
  }

  @Property
  void readsWhatItWrites(@ForAll @LongRange(min = 0, max = 250_000_000_000L) long second) {
    var instant = Instant.ofEpochSecond(second);

    assertThat(HttpDate.parse(HttpDate.format(instant))).isEqualTo(instant);
  }
}
