package io.servex.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What records refuse is told with the places of the values, all at once. */
class RefusedSettingsTest {
  private record Settings(
      @Default("a") String name,
      @Default("1") @Range(min = 1, max = 5) int least,
      @Default("2") @Range(min = 1, max = 5) int most,
      @Default("[]") List<String> paths,
      @Default("[]") List<Part> parts) {
    Settings {
      var problems = new SettingProblems();
      problems.check(name.equals("a"), "name", name, "a");
      problems.check(most > least, "most", most, "more than least", "least");
      problems.paths("paths", paths);
      if (parts.size() > 1) {
        problems.add("", "two parts (expected: one)");
      }
      for (var i = 0; i < parts.size(); i++) {
        problems.add("parts[" + i + "].size", parts.get(i).size() + " (expected: none)");
      }
      problems.raise();
    }
  }

  private record Part(int size) {
    Part {
      var problems = new SettingProblems();
      problems.check(size != 7, "size", size, "another number");
      problems.raise();
    }
  }

  private record Plain(@Default("a") String name) {
    Plain {
      if (!name.equals("a")) {
        throw new IllegalArgumentException("name: " + name + " (expected: a)");
      }
    }
  }

  private static List<String> problems(Class<? extends Record> type, String yaml) {
    var problems = new Problems();
    var node = Objects.requireNonNull(new YamlReader("yaml", problems).read(yaml));
    var bound = new RecordBinder(problems).bind(type, node, "");
    assertThat(bound == null || !problems.isEmpty()).isTrue();
    return problems.lines();
  }

  @Test
  void haveTheirPlacesAndAreToldTogether() {
    assertThat(problems(Settings.class, "name: b\nmost: 1\npaths: [/a, b,\n  c]\n"))
        .containsExactly(
            "yaml:1:7  name: b (expected: a)",
            "yaml:2:7  most: 1 (expected: more than least)",
            "yaml:3:13  paths[1]: b (expected: a path pattern with a slash, * or ? in front)",
            "yaml:4:3  paths[2]: c (expected: a path pattern with a slash, * or ? in front)");
  }

  @Test
  void areToldBesideWhatTheBinderRefuses() {
    assertThat(problems(Settings.class, "name: b\nleast: x\nmost: 1\npaths: [{}, b]\n"))
        .containsExactly(
            "yaml:1:7  name: b (expected: a)",
            "yaml:2:8  least: x (expected: a whole number)",
            "yaml:4:9  paths[0]: a mapping (expected: a single value)",
            "yaml:4:13  paths[1]: b (expected: a path pattern with a slash, * or ? in front)");
  }

  @Test
  void areToldOnceOfPartsThatAreRefusedThemselves() {
    assertThat(problems(Settings.class, "parts: [{size: 7}]\n"))
        .containsExactly("yaml:1:16  parts[0].size: 7 (expected: another number)");
    assertThat(problems(Settings.class, "parts: [{size: 1}, {size: 2}]\n"))
        .containsExactly(
            "yaml:1:1  : two parts (expected: one)",
            "yaml:1:16  parts[0].size: 1 (expected: none)",
            "yaml:1:27  parts[1].size: 2 (expected: none)");
  }

  /** A record need not know how to tell of several. */
  @Test
  void mayBeOneOfTheWholeRecord() {
    assertThat(problems(Plain.class, "name: b\n"))
        .containsExactly("yaml:1:1  : name: b (expected: a)");
  }
}
