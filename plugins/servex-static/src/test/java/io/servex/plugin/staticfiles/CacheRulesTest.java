package io.servex.plugin.staticfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.plugin.SettingProblems;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rule counts. */
class CacheRulesTest {
  private final CacheRules rules =
      new CacheRules(
          60, Map.of("/index.html", 0, "/a/*", 1, "/a/b*", 2, ".css", 3, "js", 4, "*.png", 5));

  @Test
  void asksThePathThenTheLongestPrefixThenTheExtension() {
    assertThat(rules.seconds("/index.html")).isZero();
    assertThat(rules.seconds("/a/x.css")).isEqualTo(1);
    assertThat(rules.seconds("/a/bc/x.css")).isEqualTo(2);
    assertThat(rules.seconds("/x.css")).isEqualTo(3);
    assertThat(rules.seconds("/x.js")).isEqualTo(4);
    assertThat(rules.seconds("/x.png")).isEqualTo(5);
    assertThat(rules.seconds("/x.y/other")).isEqualTo(60);
    assertThat(rules.silent()).isFalse();
    assertThat(new CacheRules(0, Map.of()).silent()).isTrue();
  }

  @Test
  void refusesWhatIsNoRule() {
    var problems = new SettingProblems();

    CacheRules.check(problems, Map.of("a/*", 1));
    CacheRules.check(problems, Map.of("/a", -1, ".css", 0));

    assertThatThrownBy(problems::raise)
        .hasMessage(
            "cache_rules.a/*: a/* (expected: a path, a path with * at its end, or an extension such"
                + " as .css); cache_rules./a: -1 (expected: 0 or more)");
  }
}
