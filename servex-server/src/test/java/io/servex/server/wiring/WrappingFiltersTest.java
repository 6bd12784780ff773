package io.servex.server.wiring;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.servex.api.filter.Filter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappingFiltersTest {
  /** What one of them forgot would be lost for the filter inside, without a word. */
  @ParameterizedTest
  @ValueSource(classes = {SampledFilter.class, DispensableFilter.class})
  void handOnWhateverAFilterCanBeAsked(Class<? extends Filter> wrapping) {
    for (var method : Filter.class.getDeclaredMethods()) {
      assertThatCode(() -> wrapping.getDeclaredMethod(method.getName(), method.getParameterTypes()))
          .as(method.getName())
          .doesNotThrowAnyException();
    }
  }
}
