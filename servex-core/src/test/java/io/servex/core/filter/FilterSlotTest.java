package io.servex.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A filter is not called for what it leaves to the defaults of the interface. */
class FilterSlotTest {
  private static class AtAnswers implements Filter {
    @Override
    public Verdict request(FilterExchange exchange) {
      return Verdict.CONTINUE;
    }

    @Override
    public void response(FilterExchange exchange, ResponseHead response) {}
  }

  private static final class AtBoth extends AtAnswers {
    @Override
    public void completed(FilterExchange exchange, int status) {}
  }

  private static final class Inheriting extends AtAnswers {}

  /** An interface of somebody else, with defaults of its own. */
  private interface Counting extends Filter {
    @Override
    default void completed(FilterExchange exchange, int status) {}
  }

  /** An interface that adds nothing. */
  private interface Named extends Filter {
    String name();
  }

  private static final class Counted implements Named, Counting {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public Verdict request(FilterExchange exchange) {
      return Verdict.CONTINUE;
    }
  }

  /** A wrapper as the gateway has them: it overrides whatever can be called. */
  private record Wrapping(Filter inner) implements WrappingFilter {
    @Override
    public Verdict request(FilterExchange exchange) {
      return inner.request(exchange);
    }

    @Override
    public void response(FilterExchange exchange, ResponseHead response) {
      inner.response(exchange, response);
    }

    @Override
    public @Nullable Filter endpoints() {
      var offered = inner.endpoints();
      return offered == null ? null : new Wrapping(offered);
    }

    @Override
    public void completed(FilterExchange exchange, int status) {
      inner.completed(exchange, status);
    }
  }

  /** A filter that does something about answers, and offers one that does something at ends. */
  private static final class Offering extends AtAnswers {
    @Override
    public Filter endpoints() {
      return (Counting) exchange -> Verdict.CONTINUE;
    }
  }

  private static FilterSlot slot(Filter filter) {
    return new FilterSlot("some", FilterPhase.TRANSFORM, filter);
  }

  private static void looks(Filter filter, boolean atAnswers, boolean atEnds) {
    for (var asked : new Filter[] {filter, new Wrapping(filter), twice(filter)}) {
      assertThat(slot(asked).looksAtAnswers()).as("answers, %s", asked).isEqualTo(atAnswers);
      assertThat(slot(asked).looksAtEnds()).as("ends, %s", asked).isEqualTo(atEnds);
    }
  }

  private static Filter twice(Filter filter) {
    return new Wrapping(new Wrapping(filter));
  }

  @Test
  void looksAtRequestsAloneWhereItIsALambda() {
    looks(exchange -> Verdict.CONTINUE, false, false);
  }

  @Test
  void looksAtWhatItsClassOverrides() {
    looks(new AtAnswers(), true, false);
    looks(new AtBoth(), true, true);
  }

  @Test
  void looksAtWhatAClassAboveItOverrides() {
    looks(new Inheriting(), true, false);
    looks(
        new AtAnswers() {
          @Override
          public void completed(FilterExchange exchange, int status) {}
        },
        true,
        true);
  }

  @Test
  void looksAtWhatAnInterfaceOfSomebodyElseDoes() {
    Counting lambda = exchange -> Verdict.CONTINUE;
    looks(lambda, false, true);
    looks(new Counted(), false, true);
  }

  /** Something around a filter that is around its transformers too. */
  private record Around(Filter filter, BodyTransformer instead) implements WrappingFilter {
    @Override
    public Filter inner() {
      return filter;
    }

    @Override
    public BodyTransformer around(BodyTransformer transformer) {
      return instead;
    }

    @Override
    public Verdict request(FilterExchange exchange) {
      return filter.request(exchange);
    }
  }

  @Test
  void putsWhatIsAroundAFilterAroundItsTransformers() {
    var given = new Passing();
    var instead = new Passing();
    Filter filter = new AtAnswers();

    assertThat(slot(filter).around(given)).isSameAs(given);
    assertThat(slot(twice(filter)).around(given)).isSameAs(given);
    assertThat(slot(new Around(filter, instead)).around(given)).isSameAs(instead);
    assertThat(slot(twice(new Around(filter, instead))).around(given)).isSameAs(instead);
  }

  private static final class Passing implements BodyTransformer {
    @Override
    public void part(ByteBuffer part, Out out) {
      out.write(part);
    }

    @Override
    public void end(Out out) {}
  }

  @Test
  void looksAtItsEndpointsByThemselves() {
    for (var filter : new Filter[] {new Offering(), twice(new Offering())}) {
      var slot = slot(filter);
      var endpoints = slot.endpoints();

      assertThat(slot.looksAtAnswers()).isTrue();
      assertThat(slot.looksAtEnds()).isFalse();
      assertThat(endpoints).isNotNull();
      assertThat(endpoints.looksAtAnswers()).isFalse();
      assertThat(endpoints.looksAtEnds()).isTrue();
    }
  }
}
