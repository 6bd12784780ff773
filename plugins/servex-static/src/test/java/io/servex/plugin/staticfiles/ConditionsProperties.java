package io.servex.plugin.staticfiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.plugin.staticfiles.Conditions.Outcome;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges and conditions of RFC 9110 (D97). */
class ConditionsProperties {
  private static final String TAG = "\"t\"";
  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.5Z");

  private static Outcome range(@Nullable String range, @Nullable String ifRange, long size) {
    return new Conditions(List.of(), List.of(), null, null, range, ifRange)
        .outcome(TAG, MODIFIED, size);
  }

  @Property
  void cutsRangesAsAListOfBytesWould(
      @ForAll @LongRange(max = 20) long size,
      @ForAll @LongRange(max = 25) long first,
      @ForAll @LongRange(max = 25) long last) {
    var expected =
        last < first
            ? new Outcome.Whole()
            : first >= size
                ? new Outcome.Unsatisfiable()
                : new Outcome.Part(first, Math.min(last, size - 1));
    assertThat(range("bytes=" + first + "-" + last, null, size)).isEqualTo(expected);
    assertThat(range("bytes=" + first + "-", null, size))
        .isEqualTo(first >= size ? new Outcome.Unsatisfiable() : new Outcome.Part(first, size - 1));
    assertThat(range("bytes=-" + last, null, size))
        .isEqualTo(
            last == 0 || size == 0
                ? new Outcome.Unsatisfiable()
                : new Outcome.Part(Math.max(0, size - last), size - 1));
  }

  @Property
  void survivesAnything(@ForAll String range, @ForAll String ifRange) {
    assertThat(range("bytes=" + range, ifRange, 10)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-1,3-4 | Whole",
        "bytes=1       | Whole",
        "bytes=-       | Whole",
        "lines=0-1     | Whole",
        "bytes=a-b     | Whole",
        "BYTES=0-1     | Part",
        "bytes=0-999999999999999999 | Part",
        "bytes=0-99999999999999999999 | Part",
        "bytes=-99999999999999999999 | Part",
        "bytes=00000000000000000000009-000000000000000000000000 | Whole",
        "bytes=00000000000000000000009-000000000000000000000010 | Part",
        "bytes=99999999999999999999- | Unsatisfiable",
        "bytes=99999999999999999998-99999999999999999999 | Unsatisfiable",
        "bytes=99999999999999999999-99999999999999999998 | Whole",
        "bytes=99999999999999999999-9 | Whole"
      })
  void cutsOneRangeOfAnyNumberOfDigitsAndNothingElse(String range, String outcome) {
    assertThat(range(range, null, 10).getClass().getSimpleName()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"t\"                         | Part",
        "W/\"t\"                       | Whole",
        "\"u\"                         | Whole",
        "Sun, 06 Nov 1994 08:49:37 GMT | Part",
        "Sun, 06 Nov 1994 08:49:38 GMT | Whole",
        "nonsense                      | Whole"
      })
  void cutsOnlyWhatIsStillTheSame(String ifRange, String outcome) {
    assertThat(range("bytes=0-1", ifRange, 10).getClass().getSimpleName()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"t\" | | | | Whole",
        "\"u\" | | | | Failed",
        "W/\"t\" | | | | Failed",
        "* | | | | Whole",
        "| \"t\" | | | Unchanged",
        "| W/\"t\" | | | Unchanged",
        "| \"u\" | | | Whole",
        "| \"u\" | | Mon, 07 Nov 1994 08:49:37 GMT | Whole",
        "| | Sun, 06 Nov 1994 08:49:37 GMT | | Whole",
        "| | Sun, 06 Nov 1994 08:49:36 GMT | | Failed",
        "\"t\" | | Sun, 06 Nov 1994 08:49:36 GMT | | Whole",
        "| | | Sun, 06 Nov 1994 08:49:37 GMT | Unchanged",
        "| | | Sun, 06 Nov 1994 08:49:36 GMT | Whole"
      })
  void asksConditionsInTheirOrder(
      @Nullable String match,
      @Nullable String noneMatch,
      @Nullable String unmodifiedSince,
      @Nullable String modifiedSince,
      String outcome) {
    var conditions =
        new Conditions(
            match == null ? List.of() : List.of(match),
            noneMatch == null ? List.of() : List.of(noneMatch),
            unmodifiedSince,
            modifiedSince,
            null,
            null);
    assertThat(conditions.outcome(TAG, MODIFIED, 10).getClass().getSimpleName()).isEqualTo(outcome);
  }
}
