package io.servex.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.core.decode.LocalResponse;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What becomes of the answer to bytes that are no request. */
class FilterChainTest {
  private static final LocalResponse ANSWER = LocalResponse.error(400, "malformed", "A: b");

  private record Adding(BiConsumer<Boolean, ResponseHead> change) implements Filter {
    @Override
    public Verdict request(FilterExchange exchange) {
      throw new AssertionError("there is no request");
    }

    @Override
    public void response(FilterExchange exchange, ResponseHead response) {
      throw new AssertionError("there is no exchange");
    }

    @Override
    public void rejected(boolean secure, ResponseHead response) {
      change.accept(secure, response);
    }
  }

  private static FilterSlot slot(
      FilterPhase phase, boolean shadowed, BiConsumer<Boolean, ResponseHead> change) {
    var traits = new FilterSlot.Traits(null, shadowed, () -> {});
    return new FilterSlot("some", phase, new Adding(change), traits);
  }

  @Test
  void showsTheAnswerToEachFilterTheOutermostLast() {
    var inner = slot(FilterPhase.ACCESS, false, (secure, head) -> head.setHeader("X", "inner"));
    var outer =
        slot(
            FilterPhase.SECURITY_HEADERS,
            false,
            (secure, head) -> head.setHeader("X", head.header("X") + " outer " + secure));

    var answer = FilterChain.of(List.of(inner, outer)).rejected(ANSWER, true);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(ANSWER.body());
    assertThat(answer.fields()).containsExactly("A: b", "X: inner outer true");
  }

  @Test
  void goesOnWithoutAFilterThatFails() {
    var failing =
        slot(
            FilterPhase.ACCESS,
            false,
            (secure, head) -> {
              throw new IllegalStateException("broken");
            });
    var other = slot(FilterPhase.CORS, false, (secure, head) -> head.setHeader("Y", "z"));

    var answer = FilterChain.of(List.of(failing, other)).rejected(ANSWER, false);

    assertThat(answer.fields()).containsExactly("A: b", "Y: z");
    assertThat(failing.failures()).isEqualTo(1);
  }

  @Test
  void changesNothingInShadow() {
    var shadowed = slot(FilterPhase.CORS, true, (secure, head) -> head.setHeader("Y", "z"));

    assertThat(FilterChain.of(List.of(shadowed)).rejected(ANSWER, false).fields())
        .containsExactly("A: b");
    assertThat(FilterChain.NONE.rejected(ANSWER, false).fields()).containsExactly("A: b");
  }
}
