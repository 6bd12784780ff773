package io.servex.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.LocalResponse;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What becomes of an answer that no filter was asked about. */
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

  /** A transformer that gets no body. */
  private record Unused(AtomicInteger closed) implements BodyTransformer {
    @Override
    public void part(ByteBuffer part, Out out) {
      throw new AssertionError("it has the body");
    }

    @Override
    public void end(Out out) {
      throw new AssertionError("it has the body");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** Its status is in the log already. */
  @Test
  void letsFiltersChangeNothingButFields() {
    var replacing =
        slot(FilterPhase.CORS, false, (secure, head) -> head.replaceWith(Response.of(204)));
    var unused = new Unused(new AtomicInteger());
    var transforming =
        slot(FilterPhase.ACCESS, false, (secure, head) -> head.transformBody(unused));

    var answer = FilterChain.of(List.of(replacing, transforming)).rejected(ANSWER, false);

    assertThat(answer).isEqualTo(ANSWER);
    assertThat(replacing.failures()).isEqualTo(1);
    assertThat(transforming.failures()).isEqualTo(1);
    assertThat(unused.closed()).hasValue(1);
  }

  /** A request of which nobody asks more than how it came. */
  private static RequestHead over(boolean secure) {
    return (RequestHead)
        Proxy.newProxyInstance(
            RequestHead.class.getClassLoader(),
            new Class<?>[] {RequestHead.class},
            (head, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("secure");
              return secure;
            });
  }

  /** Adds what depends on the request, or fails. */
  private record Personal(String name) implements Filter {
    @Override
    public Verdict request(FilterExchange exchange) {
      throw new AssertionError("there is no request");
    }

    @Override
    public void rejected(RequestHead request, ResponseHead response) {
      if (name.isEmpty()) {
        throw new IllegalStateException("broken");
      }
      response.addHeader(name, "over TLS: " + request.secure());
    }
  }

  @Test
  void addsWhatDependsOnTheRequestToWhatManyGet() {
    var calls = new AtomicInteger();
    var forAll =
        slot(
            FilterPhase.SECURITY_HEADERS,
            false,
            (secure, head) -> head.setHeader("N", "" + calls.incrementAndGet()));
    var failing = new FilterSlot("failing", FilterPhase.AUTHENTICATION, new Personal(""));
    var chain =
        FilterChain.of(
            List.of(
                forAll,
                failing,
                new FilterSlot("outer", FilterPhase.CORS, new Personal("P")),
                new FilterSlot("inner", FilterPhase.ACCESS, new Personal("Q"))));

    for (var i = 0; i < 3; i++) {
      assertThat(chain.unasked(ANSWER, over(true), 0).fields())
          .containsExactly("A: b", "N: 1", "Q: over TLS: true", "P: over TLS: true");
    }
    assertThat(failing.failures()).isEqualTo(3);
    assertThat(chain.rejected(ANSWER, true).fields()).containsExactly("A: b", "N: 2");
  }

  @Test
  void preparesWhatManyGetOnceASecond() {
    var calls = new AtomicInteger();
    var counting =
        slot(
            FilterPhase.CORS,
            false,
            (secure, head) -> head.setHeader("N", calls.incrementAndGet() + " " + secure));
    var chain = FilterChain.of(List.of(counting));
    var second = 1_000_000_000L;

    assertThat(chain.unasked(ANSWER, over(false), -second).fields()).contains("N: 1 false");
    assertThat(chain.unasked(ANSWER, over(true), -second).fields()).contains("N: 2 true");
    var kept = chain.unasked(ANSWER, over(false), -1);
    assertThat(kept.fields()).contains("N: 1 false");
    assertThat(chain.unasked(ANSWER, over(false), -1)).isSameAs(kept);
    assertThat(chain.unasked(ANSWER, over(false), 0).fields()).contains("N: 3 false");
    assertThat(chain.unasked(ANSWER, over(true), 0).fields()).contains("N: 4 true");

    var other = LocalResponse.error(500, "other");
    assertThat(chain.unasked(other, over(false), 0).status()).isEqualTo(500);
    assertThat(chain.unasked(ANSWER, over(false), 0).status()).isEqualTo(400);
  }
}
