package io.servex.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.core.select.BackendState;
import io.servex.core.select.RuleBackend;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private final Map<String, BackendState> states = new HashMap<>();

  private List<RuleBackend> next(List<RuleBackend> before, String... hosts) {
    var membership = new Membership(before);
    for (var host : hosts) {
      var url = URI.create("http://" + host);
      var state =
          states.computeIfAbsent(
              host, none -> new BackendState(url, new BackendState.Settings(0, 3, 1)));
      membership.add(state, url, 1, List.of());
    }
    return membership.members();
  }

  @Test
  void keepsThoseThatStayAndGivesOthersANumberOfTheirOwn() {
    var first = next(List.of(), "a", "b", "c");

    var second = next(first, "d", "c", "a");

    assertThat(second.get(1)).isSameAs(first.get(2));
    assertThat(second.get(2)).isSameAs(first.get(0));
    assertThat(second).extracting(RuleBackend::ordinal).containsExactly(3, 2, 0);
    assertThat(next(second, "e", "d")).extracting(RuleBackend::ordinal).containsExactly(1, 3);
  }

  @Test
  void keepsOneThatIsNamedTwiceTwice() {
    var first = next(List.of(), "a", "a");

    var second = next(first, "a", "a");

    assertThat(second).containsExactlyElementsOf(first);
    assertThat(second).extracting(RuleBackend::ordinal).containsExactly(0, 1);
  }
}
