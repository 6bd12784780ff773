package io.servex.plugin.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "debug=true | debug | true",
        "a=1&debug=true | debug | true",
        "de%62ug=tr%75e | debug | true",
        "debug | debug | ''",
        "debug=a=b | debug | a=b",
        "debug=a+b%2Bc | debug | 'a b+c'",
        "debug=%C3%A9 | debug | \u00e9",
        "debug=%zz%4 | debug | %zz%4",
        "&&debug=x&& | debug | x",
      })
  void readsParameters(String raw, String name, String value) {
    assertThat(new Query(raw, false).values(name)).containsExactly(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Debug=true | debug", "a=debug | debug", "a;debug=1 | debug", "xdebug=1 | debug"})
  void findsNothingElse(String raw, String name) {
    assertThat(new Query(raw, false).values(name)).isEmpty();
  }

  @org.junit.jupiter.api.Test
  void readsAllValuesAndSemicolons() {
    assertThat(new Query("a=1&b=2&a=3", false).values("a")).containsExactly("1", "3");
    assertThat(new Query("a=1;b=2", true).values("b")).containsExactly("2");
    assertThat(new Query(null, true).values("b")).isEmpty();
  }
}
