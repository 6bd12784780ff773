package io.servex.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the record takes and refuses. */
class CacheConfigTest {
  private static CacheConfig config(String field, String tag, String date, String vary) {
    return new CacheConfig(field, field, tag, date, vary, false, List.of(), List.of());
  }

  @Test
  void putsTagsInQuotes() {
    assertThat(config("no-cache", "v1", "", "*").etag()).isEqualTo("\"v1\"");
    assertThat(config("", "W/\"v1\"", "", "A, B").etag()).isEqualTo("W/\"v1\"");
  }

  @Test
  void refusesAllThatIsWrongAtOnce() {
    var refused =
        catchThrowableOfType(
            SettingsException.class, () -> config("a\n", "a b", "yesterday", "a b"));

    assertThat(refused)
        .hasMessage(
            "cache_control: a\n (expected: visible characters and spaces);"
                + " expires: a\n (expected: visible characters and spaces);"
                + " etag: a b (expected: a tag such as \"v1\" or W/\"v1\");"
                + " last_modified: yesterday (expected: a date such as Sun, 06 Nov 1994 08:49:37"
                + " GMT); vary: a b (expected: names of fields, with commas between them)");
  }
}
