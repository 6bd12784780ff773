package io.servex.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

class RouteTableProperties {
  private static RouteTable<Integer> compile(List<RouteRule> rules) {
    var entries = new ArrayList<RouteTable.Entry<Integer>>();
    for (var rule : rules) {
      entries.add(new RouteTable.Entry<>(rule, entries.size()));
    }
    return RouteTable.compile(entries, Map.of());
  }

  /** R42. */
  @Property(tries = 1000)
  @Domain(RuleDomain.class)
  void findsWhatALinearScanFinds(@ForAll List<RouteRule> rules, @ForAll String text) {
    var request = RuleDomain.request(text);

    var decision = compile(rules).route(request);
    var found = decision instanceof RouteDecision.Matched<Integer>(var route) ? route.index() : -1;

    assertThat(found).isEqualTo(RuleDomain.linear(rules, request));
  }

  @Test
  void findsTheLastOfManyRules() {
    var rules = new ArrayList<RouteRule>();
    for (var i = 0; i < 10_000; i++) {
      rules.add(
          new RouteRule(
              "r" + i,
              "/r" + i + "/",
              null,
              i % 2 == 0 ? "h" + i : null,
              Map.of(),
              List.of(),
              List.of()));
    }
    var table = compile(rules);

    var prefix = table.route(RuleDomain.request("GET /r9999/x HTTP/1.1\r\nHost: any\r\n\r\n"));
    var host = table.route(RuleDomain.request("GET /r9998 HTTP/1.1\r\nHost: H9998\r\n\r\n"));

    assertThat(prefix).isInstanceOf(RouteDecision.Matched.class);
    assertThat(host).isInstanceOf(RouteDecision.Matched.class);
  }

  @Test
  void saysWhyARuleDoesNotApply() {
    var rules =
        List.of(
            new RouteRule("a", "/a", null, null, Map.of(), List.of(), List.of()),
            new RouteRule("b", null, null, null, Map.of(), List.of("post"), List.of()));
    var explanation =
        compile(rules).explain(RuleDomain.request("GET /b HTTP/1.1\r\nHost: h\r\n\r\n"));

    assertThat(explanation.reasons())
        .containsExactly("a: path does not begin with /a", "b: method is GET");
    assertThat(explanation.decision()).isEqualTo(new RouteDecision.MethodNotAllowed<>("POST"));
  }
}
