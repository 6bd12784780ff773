package io.servex.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a record has against its values is told at once. */
class SettingProblemsTest {
  private final SettingProblems problems = new SettingProblems();

  private List<String> raised() {
    var refused = catchThrowableOfType(SettingsException.class, problems::raise);
    return refused.problems().stream().map(one -> one.key() + " | " + one.text()).toList();
  }

  @Test
  void refusesNothingThatIsSound() {
    problems.check(true, "a", "b", "a text");
    problems.each("list", List.of("a"), one -> true, "a text");
    problems.paths("paths", List.of("/a", "*.css"));
    problems.addresses("proxies", List.of("10.0.0.0/8", "::1"));

    assertThat(problems.isEmpty()).isTrue();
    assertThatCode(problems::raise).doesNotThrowAnyException();
  }

  @Test
  void tellsOfEveryValueWithItsKey() {
    problems.check(false, "max_age", 7, "less than 7");
    problems.each("names", List.of("a", "", "b"), "a"::equals, "a");
    problems.paths("paths", List.of("/a", "b", "/[", "/\\", ""));
    problems.addresses("proxies", List.of("::1", "zzz"));
    problems.add("", "nothing to do (expected: something)");

    assertThat(raised())
        .containsExactly(
            "max_age | 7 (expected: less than 7)",
            "names[1] | empty (expected: a)",
            "names[2] | b (expected: a)",
            "paths[1] | b (expected: a path pattern with a slash, * or ? in front)",
            "paths[2] | /[ (expected: a path pattern with ']' behind each '[')",
            "paths[3] | /\\ (expected: a path pattern with a character behind its last backslash)",
            "paths[4] | empty (expected: a path pattern with a slash, * or ? in front)",
            "proxies[1] | zzz (expected: an IP address or a CIDR such as 10.0.0.0/8)",
            " | nothing to do (expected: something)");
  }

  @Test
  void showsValuesAsTheyAreWritten() {
    problems.check(false, "a", Duration.ofSeconds(90), "x");
    problems.check(false, "b", Duration.ofNanos(1), "x");
    problems.check(false, "c", Duration.ZERO, "x");
    problems.check(false, "d", new Secret("knock"), "x");
    problems.check(false, "e", Optional.of(new Secret("knock")), "x");
    problems.check(false, "f", Optional.empty(), "x");

    assertThat(raised())
        .containsExactly(
            "a | 90s (expected: x)",
            "b | 1ns (expected: x)",
            "c | 0 (expected: x)",
            "d | ******** (expected: x)",
            "e | ******** (expected: x)",
            "f | missing (expected: x)");
  }

  @Test
  void takesTheProblemsOfAPartWithTheirKeys() {
    problems.read(
        "part",
        () -> {
          var inner = new SettingProblems();
          inner.check(false, "a", 1, "2", "b");
          inner.add("", "nothing");
          inner.raise();
          return inner;
        });
    problems.read("number", () -> Integer.valueOf("x"));

    assertThat(raised())
        .containsExactly(
            "part.a | 1 (expected: 2)", "part | nothing", "number | For input string: \"x\"");
  }

  @Test
  void isAnIllegalArgumentWithAllOfItInTheMessage() {
    problems.check(false, "a", 1, "2");
    problems.add("", "nothing");

    assertThatThrownBy(problems::raise)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a: 1 (expected: 2); nothing");
  }
}
