package io.servex.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** A chain finds the filters that look at something as going through them one by one does. */
class FilterChainProperties {
  private static final int MOST = 64;

  /** What a filter does beside looking at requests. */
  private enum Kind {
    NOTHING(exchange -> Verdict.CONTINUE, false, false),
    ANSWERS(
        new Filter() {
          @Override
          public Verdict request(FilterExchange exchange) {
            return Verdict.CONTINUE;
          }

          @Override
          public void response(FilterExchange exchange, ResponseHead response) {}
        },
        true,
        false),
    ENDS(
        new Filter() {
          @Override
          public Verdict request(FilterExchange exchange) {
            return Verdict.CONTINUE;
          }

          @Override
          public void completed(FilterExchange exchange, int status) {}
        },
        false,
        true),
    BOTH(
        new Filter() {
          @Override
          public Verdict request(FilterExchange exchange) {
            return Verdict.CONTINUE;
          }

          @Override
          public void response(FilterExchange exchange, ResponseHead response) {}

          @Override
          public void completed(FilterExchange exchange, int status) {}
        },
        true,
        true);

    private final Filter filter;
    private final boolean answers;
    private final boolean ends;

    Kind(Filter filter, boolean answers, boolean ends) {
      this.filter = filter;
      this.answers = answers;
      this.ends = ends;
    }

    FilterSlot slot() {
      return new FilterSlot(name(), FilterPhase.TRANSFORM, filter);
    }
  }

  private static FilterChain chain(List<Kind> kinds) {
    return FilterChain.of(kinds.stream().map(Kind::slot).toList());
  }

  /** The plain way. */
  private static int last(List<Kind> kinds, int before, Predicate<Kind> looks) {
    for (var i = before - 1; i >= 0; i--) {
      if (looks.test(kinds.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static void check(List<Kind> kinds) {
    var chain = chain(kinds);

    for (var before = 0; before <= kinds.size(); before++) {
      assertThat(chain.lookingAtAnswers(before))
          .as("answers before %d", before)
          .isEqualTo(last(kinds, before, kind -> kind.answers));
      assertThat(chain.lookingAtEnds(before))
          .as("ends before %d", before)
          .isEqualTo(last(kinds, before, kind -> kind.ends));
    }
  }

  @Property(tries = 500)
  void findsTheLastOneBeforeAnyPlace(@ForAll @Size(max = MOST) List<Kind> kinds) {
    check(kinds);
  }

  @Property(tries = 100)
  void findsThemInTheLongestChain(@ForAll @Size(MOST) List<Kind> kinds) {
    check(kinds);
  }

  /** As answers and ends pass a chain: from one to the next, until there is none. */
  @Property(tries = 100)
  void goesThroughAllOfThemAndNoOthers(@ForAll @Size(max = MOST) List<Kind> kinds) {
    var chain = chain(kinds);
    var found = new ArrayList<Integer>();

    for (var i = chain.lookingAtAnswers(kinds.size()); i >= 0; i = chain.lookingAtAnswers(i)) {
      found.addFirst(i);
    }

    assertThat(found)
        .isEqualTo(
            Stream.iterate(0, i -> i + 1)
                .limit(kinds.size())
                .filter(i -> kinds.get(i).answers)
                .toList());
  }

  @Example
  void holdsNoMoreThanItsSetsHaveRoomFor() {
    var tooMany = Stream.generate(Kind.NOTHING::slot).limit(MOST + 1).toList();

    assertThatThrownBy(() -> FilterChain.of(tooMany))
        .hasMessage("65 filters (expected: at most 64)");
  }
}
