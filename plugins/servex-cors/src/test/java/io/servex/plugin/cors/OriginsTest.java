package io.servex.plugin.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example, true",
    "https://A.Example, HTTPS://a.example, true",
    "https://a.example, https://a.example:443, true",
    "https://a.example:443, https://a.example, true",
    "http://a.example, http://a.example:80, true",
    "https://a.example, http://a.example, false",
    "https://a.example, https://a.example:8443, false",
    "https://a.example, https://a.example.evil.example, false",
    "https://a.example, null, false",
    "null, null, true",
    "https://*.example.com, https://a.example.com, true",
    "https://*.example.com, https://a.b.example.com, true",
    "https://*.example.com, https://example.com, false",
    "https://*.example.com, https://.example.com, false",
    "https://*.example.com, http://a.example.com, false",
    "https://*.example.com, https://evil.example/.example.com, false",
    "https://*.example.com, https://evilexample.com, false",
    "https://*.example.com:8443, https://a.example.com:8443, true",
    "https://*.example.com:8443, https://a.example.com, false",
    "*, https://anything.example, true",
  })
  void comparesSchemeHostAndPort(String allowed, String origin, boolean expected) {
    assertThat(new Origins(List.of(allowed)).allow(origin)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "https://",
        "https://a.example/",
        "https://a.*.example",
        "https://*",
        "https://*.*.example",
        "https://u@a.example",
        "https://a b",
        ""
      })
  void refusesWhatIsNoOrigin(String origin) {
    assertThatThrownBy(() -> new Origins(List.of(origin)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            (origin.isEmpty() ? "empty" : origin) + " (expected: scheme://host");
  }

  @Test
  void allowsNobodyByAnEmptyList() {
    assertThat(new Origins(List.of()).allow("https://a.example")).isFalse();
  }
}
