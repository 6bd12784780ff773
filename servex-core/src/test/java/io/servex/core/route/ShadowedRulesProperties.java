package io.servex.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

/** A rule that is said to be out of reach is, and the example shows it. */
class ShadowedRulesProperties {
  private static RouteRule rule(String prefix, String regex, String host, String... methods) {
    return new RouteRule(
        "r",
        prefix,
        regex == null ? null : Pattern.compile(regex),
        host,
        Map.of(),
        List.of(methods),
        List.of());
  }

  @Property(tries = 1000)
  @Domain(RuleDomain.class)
  void noRequestReachesAShadowedRule(@ForAll List<RouteRule> rules, @ForAll String text) {
    var taken = RuleDomain.linear(rules, RuleDomain.request(text));

    assertThat(ShadowedRules.of(rules))
        .allSatisfy(shadow -> {
          assertThat(shadow.rule()).isNotEqualTo(taken);
          assertThat(shadow.by()).isLessThan(shadow.rule());
          var example = RuleDomain.request(String.valueOf(shadow.example()));
          assertThat(new Conditions(rules.get(shadow.rule())).failure(example)).isNull();
          assertThat(RuleDomain.linear(rules, example)).isBetween(0, shadow.by());
        });
  }

  @Test
  void findsWhatAnEarlierRuleTakes() {
    var rules =
        List.of(
            rule("/api/", null, null),
            rule("/api/v1/*", null, "users.example.com", "GET"),
            rule("/apix", null, null),
            rule(null, null, "*.example.com"),
            rule("/ü b", null, "*.a.example.com:8080"));

    assertThat(ShadowedRules.of(rules))
        .containsExactly(
            new ShadowedRules.Shadow(
                1, 0, "GET /api/v1 HTTP/1.1\r\nHost: users.example.com\r\n\r\n"),
            new ShadowedRules.Shadow(
                4, 3, "GET /%C3%BC%20b HTTP/1.1\r\nHost: www.a.example.com:8080\r\n\r\n"));
  }

  @Test
  void saysNothingAboutWhatMayBeReached() {
    var rules =
        List.of(
            rule("/a", null, null, "GET"),
            rule("/a", "x$", null),
            rule("/a", null, "h"),
            rule("/a", null, "*.h"),
            rule("/a", null, "h:80"),
            rule("/", null, null));

    assertThat(ShadowedRules.of(rules)).extracting(ShadowedRules.Shadow::rule).containsExactly(4);
  }

  /** A condition of a plugin may refuse any request; an expression is not guessed at. */
  @Test
  void makesUpNoExampleWhereItWouldHaveToGuess() {
    var guarded =
        new RouteRule("m", "/a", null, null, Map.of(), List.of(), List.of(request -> false));
    var rules = List.of(guarded, rule("/a", "^/a/[0-9]+$", null), rule("/a", "^/a/[0-9]+$", "h"));

    assertThat(ShadowedRules.of(rules)).containsExactly(new ShadowedRules.Shadow(2, 1, null));
  }

  @Test
  void looksAtManyRulesQuickly() {
    var rules = new ArrayList<RouteRule>();
    for (var i = 0; i < 10_000; i++) {
      rules.add(rule("/r" + i / 2, null, null));
    }

    assertThat(ShadowedRules.of(rules)).hasSize(5_000);
  }
}
