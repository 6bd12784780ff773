package io.servex.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two comparisons of RFC 9110 §8.8.3.2. */
class EntityTagsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"a\"               | \"a\"   | true  | true",
        "W/\"a\"             | \"a\"   | true  | false",
        "\"a\"               | W/\"a\" | true  | false",
        "\"b\", W/\"c\",\"a\"| \"a\"   | true  | true",
        "\"b,a\"             | \"a\"   | false | false",
        "\"b\"\"a\"          | \"a\"   | true  | true",
        "*                   | \"a\"   | true  | true",
        "*                   | W/\"a\" | true  | true",
        "\"*\"               | \"a\"   | false | false",
        "a                   | \"a\"   | false | false",
        "\"a                 | \"a\"   | false | false",
        "nonsense, \"a\"     | \"a\"   | false | false"
      })
  void comparesWeaklyAndStrongly(String line, String tag, boolean weakly, boolean strongly) {
    assertThat(EntityTags.listed(List.of("\"x\"", line), tag)).isEqualTo(weakly);
    assertThat(EntityTags.stronglyListed(List.of("\"x\"", line), tag)).isEqualTo(strongly);
  }

  @Property
  void survivesAnything(@ForAll String line) {
    assertThat(EntityTags.listed(List.of(line), "\"never there\""))
        .isEqualTo(line.strip().equals("*"));
  }
}
