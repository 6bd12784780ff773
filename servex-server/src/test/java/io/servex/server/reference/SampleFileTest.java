package io.servex.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.SectionKeys;
import io.servex.server.plugin.Components;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** D50, D59: the sample is one that works, with and without its comments. */
class SampleFileTest {
  /**
   * What is left is what is not here: the files of the examples, and the plugin that knows users.
   */
  @Test
  void everyKeyThatIsCommentedOutCanBeUsed() {
    var all = JsonSchemaTest.uncommented(SampleFile.yaml(SectionKeys.of(Components.builtIn())));
    var problems = problems(all.replaceFirst("(?m)^  enabled: false$", "  enabled: true"));

    assertThat(problems.lines())
        .allMatch(line ->
            line.matches(
                ".*(a readable file|can be made and written)\\)|.*nobody knows users.*|.*nothing was started\\."));
    assertThat(problems).contains("server.cert_file", "proxy.tls.ca_file");
  }

  @Test
  void aKeyStandsOnce() {
    assertThat(
            SampleFile.yaml(SectionKeys.of(Components.builtIn()))
                .lines()
                .filter(line -> line.strip().startsWith("#global_timeout")))
        .isEmpty();
    assertThat(
            SampleFile.env(SectionKeys.of(Components.builtIn()))
                .lines()
                .filter(line -> line.contains("SERVEX_SERVER_HTTP=")))
        .containsExactly("SERVEX_SERVER_HTTP=:8080");
  }

  private static String problems(String yaml) {
    try {
      return new ConfigLoader(Map.of()).parse(yaml).toString();
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
