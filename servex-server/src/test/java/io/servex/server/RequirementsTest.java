package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/requirements.md} says which test shows what. A test names the requirements (R) and
 * defects (D) that it is about in its Javadoc; {@code .ci/regenerate} makes the last column of the
 * table from that.
 */
class RequirementsTest {
  private static final Path TABLE = Path.of("../docs/requirements.md");
  private static final Pattern ID =
      Pattern.compile("\\b(R[1-9][0-9]?|D(0[1-9]|[1-9][0-9]{1,2}))\\b");
  private static final String NOT_YET = "not yet";
  private static final int REQUIREMENTS = 88;
  private static final int DEFECTS = 108;

  private static final Map<String, TreeSet<String>> TESTS_BY_ID = new TreeMap<>();

  @BeforeAll
  static void find() throws IOException {
    try (var files = Files.walk(Path.of(".."))) {
      var tests =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("RequirementsTest.java"))
              .toList();
      for (var test : tests) {
        var name = test.getFileName().toString().replace(".java", "");
        var ids = ID.matcher(Files.readString(test));
        while (ids.find()) {
          TESTS_BY_ID.computeIfAbsent(ids.group(), key -> new TreeSet<>()).add(name);
        }
      }
    }
  }

  @Test
  void everyTestOfTheTableIsAboutWhatTheTableSays() throws IOException {
    var lines = Files.readAllLines(TABLE);
    if (Boolean.getBoolean("servex.regenerate")) {
      lines = lines.stream().map(RequirementsTest::refreshed).toList();
      Files.write(TABLE, lines);
    }
    var ids = new ArrayList<String>();
    var wrong = new ArrayList<String>();
    for (var cells : lines.stream().map(RequirementsTest::cells).toList()) {
      if (cells.size() != 3 || !ID.matcher(cells.get(0)).matches()) {
        continue;
      }
      ids.add(cells.get(0));
      var known = TESTS_BY_ID.getOrDefault(cells.get(0), new TreeSet<>());
      for (var test : cells.get(2).split(", ", -1)) {
        if (!test.equals(NOT_YET) && !known.contains(test)) {
          wrong.add(test + " does not name " + cells.get(0));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(ids).isEqualTo(all());
  }

  private static List<String> all() {
    return Stream.concat(
            IntStream.rangeClosed(1, REQUIREMENTS).mapToObj(number -> "R" + number),
            IntStream.rangeClosed(1, DEFECTS).mapToObj(number -> "D%02d".formatted(number)))
        .collect(Collectors.toList());
  }

  private static List<String> cells(String line) {
    return line.startsWith("| ") ? List.of(line.substring(2).split(" \\|( |$)")) : List.of();
  }

  private static String refreshed(String line) {
    var cells = cells(line);
    if (cells.size() != 3 || !ID.matcher(cells.get(0)).matches()) {
      return line;
    }
    var tests = TESTS_BY_ID.get(cells.get(0));
    var shown = tests == null ? NOT_YET : String.join(", ", tests);
    return "| " + cells.get(0) + " | " + cells.get(1) + " | " + shown + " |";
  }
}
