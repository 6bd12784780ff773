package io.servex.plugin.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the record refuses. */
class CorsConfigTest {
  private static CorsConfig config(List<String> origins, List<String> names, boolean credentials) {
    return new CorsConfig(origins, names, names, names, credentials, 0, List.of(), List.of());
  }

  @Test
  void takesTokensAndWildcards() {
    var config = config(List.of("https://a.example"), List.of("*", "X-A"), true);

    assertThat(config.allowMethods()).hasSize(2);
    assertThat(config(List.of("*"), List.of(), false).allowCredentials()).isFalse();
  }

  @Test
  void refusesAllThatIsWrongAtOnce() {
    var refused =
        catchThrowableOfType(
            SettingsException.class,
            () -> config(List.of("*", "nonsense"), List.of("GET", "G ET", ""), true));

    assertThat(refused.problems())
        .extracting(SettingsException.Problem::key)
        .containsExactly(
            "allow_origins[1]",
            "allow_methods[1]",
            "allow_methods[2]",
            "allow_headers[1]",
            "allow_headers[2]",
            "expose_headers[1]",
            "expose_headers[2]",
            "allow_credentials");
  }
}
