package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.Setup;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectiveConfigTest {
  private static Setup parse(String strategy) throws ConfigException {
    return new ConfigLoader(Map.of())
        .parse(
            """
            server:
              http: ":0"
            proxy:
              enabled: true
              rules:
                - name: a
                  path_prefix: /
                  load_balancing: %s
                  backends:
                    - url: http://h
            """
                .formatted(strategy));
  }

  @Test
  void hidesTheSecretsOfStrategies() throws Exception {
    var shown = EffectiveConfig.yaml(parse("{type: sticky_cookie, secret: 0123456789abcdef}"));

    assertThat(shown).contains("sticky_cookie").doesNotContain("0123456789abcdef");
  }

  @Test
  void saysWhereTheSettingsOfAStrategyAreWrong() {
    assertThatThrownBy(() -> parse("{type: sticky_cookie, secret: 0123456789}"))
        .hasMessageContaining(
            "yaml:8:53  proxy.rules[0].load_balancing.secret: too short (expected: at least 16"
                + " characters)");
    assertThatThrownBy(() -> parse("{type: sticky_cookie}"))
        .hasMessageContaining("proxy.rules[0].load_balancing.secret: missing");
    assertThatThrownBy(() -> parse("{type: maglev, hash_on: {path: true, header: X}}"))
        .hasMessageContaining(
            "proxy.rules[0].load_balancing.hash_on: 2 parts (expected: one of header, cookie,"
                + " query, path)");
    assertThatThrownBy(() -> parse("{type: ring_hash, max_load: 0.5}"))
        .hasMessageContaining("max_load: 0.5 (expected: 0 for no bound, or 1 or more)");
    assertThatThrownBy(() -> parse("{type: peak_ewma, decay: 1ms}"))
        .hasMessageContaining("decay: 1ms (expected: 10ms or more)");
  }
}
