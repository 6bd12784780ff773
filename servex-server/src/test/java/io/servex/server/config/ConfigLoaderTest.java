package io.servex.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String INSTALLED =
      String.join(", ", new TreeSet<>(Components.builtIn().of(ComponentKind.STRATEGY).keySet()));

  private static ServexConfig parse(String yaml) throws ConfigException {
    return new ConfigLoader(Map.of()).parse(yaml).config();
  }

  /** D32, D53. */
  @Test
  void namesEveryProblemWithItsPlace() {
    assertThatThrownBy(() ->
            parse(
                """
                server:
                  http: ":8080"
                  idle_timeout: 30
                proxy:
                  enabled: yes
                  rules:
                    - name: a
                      path_prefix: /a
                      strip_prefx: /a
                      load_balancing: ip_hsh
                      backends:
                        - url: "backend:8080"
                          weight: -1
                """))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            yaml:3:17  server.idle_timeout: 30 (expected: a duration such as 500ms, 30s, 1m30s or 7d)
            yaml:9:7  proxy.rules[0].strip_prefx: unknown key (did you mean strip_prefix?)
            yaml:10:23  proxy.rules[0].load_balancing: ip_hsh is not installed (did you mean ip_hash?) (installed: %s)
            yaml:12:16  proxy.rules[0].backends[0].url: backend:8080 (expected: http://host:port or https://host:port)
            yaml:13:19  proxy.rules[0].backends[0].weight: -1 (expected: 0 to 1000000)
            5 problems; nothing was started.\
            """
                .formatted(INSTALLED));
  }

  /** D32, D76. */
  @Test
  void namesWhatDoesNotMakeSense() {
    assertThatThrownBy(() ->
            parse(
                """
                server:
                  http: ":8080"
                  trusted_proxies: [10.0.0.0/8, zzz]
                proxy:
                  enabled: yes
                  rules:
                    - name: a
                      load_balancing: ip_hsh
                      backends:
                        - url: "backend:8080"
                          weight: -1
                    - name: a
                """))
        .hasMessage(
            """
            yaml:3:33  server.trusted_proxies[1]: zzz (expected: an IP address or a CIDR such as 10.0.0.0/8)
            yaml:8:23  proxy.rules[0].load_balancing: ip_hsh is not installed (did you mean ip_hash?) (installed: %s)
            yaml:10:16  proxy.rules[0].backends[0].url: backend:8080 (expected: http://host:port or https://host:port)
            yaml:11:19  proxy.rules[0].backends[0].weight: -1 (expected: 0 to 1000000)
            yaml:12:7  proxy.rules[1].backends: empty (expected: at least one backend)
            yaml:12:13  proxy.rules[1].name: a (expected: a name that no other rule has)
            6 problems; nothing was started.\
            """
                .formatted(INSTALLED));
  }

  @Test
  void refusesWhatIsNotThereYet() {
    assertThatThrownBy(() -> parse("server: {http: ':1'}\ncors: {enabled: true}\n"))
        .hasMessageContaining("cors: not yet supported");
  }

  @Test
  void refusesDuplicateKeysAndResolvesAnchors() throws Exception {
    assertThatThrownBy(() -> parse("server:\n  http: ':1'\n  http: ':2'\n"))
        .hasMessageContaining("yaml:3:3  server.http: stands twice (first in line 2)");

    var config =
        parse(
            """
            server: {http: ":1"}
            proxy:
              enabled: true
              rules:
                - &base {name: a, timeout: 3s, backends: [{url: "http://h:1"}]}
                - {<<: *base, name: b}
            """);

    assertThat(config.proxy().rules().get(1).timeout()).contains(Duration.ofSeconds(3));
    assertThat(config.proxy().rules().get(1).name()).isEqualTo("b");
  }

  /** D52. */
  @Test
  void letsTheEnvironmentWinOverTheFileAndTheEnvFile(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("s.yaml"), "server: {http: ':1', workers: 1}\n");
    var env =
        Files.writeString(
            folder.resolve(".env"),
            "# comment\nexport SERVEX_SERVER_WORKERS=2\nSERVEX_SERVER_IDLE_TIMEOUT=\"7d\"\nSERVEX_SERVER_HTTP=:5\n");
    var loader =
        new ConfigLoader(
            Map.of("SERVEX_SERVER_WORKERS", "3", "SERVEX_SERVER_TRUSTED_PROXIES", "10.0.0.1, ::1"));

    var config = loader.load(file, env, Map.of("server.http", "9090")).config();

    assertThat(config.server().workers()).isEqualTo(3);
    assertThat(config.server().idleTimeout()).isEqualTo(Duration.ofDays(7));
    assertThat(config.server().http()).isEqualTo("9090");
    assertThat(config.server().trustedProxies()).containsExactly("10.0.0.1", "::1");
  }

  @Test
  void namesTheVariableOfAProblem() {
    var loader = new ConfigLoader(Map.of("SERVEX_SERVER_WORKERS", "many"));

    assertThatThrownBy(() -> loader.load(null, null, Map.of("server.http", ":1")))
        .hasMessageContaining(
            "SERVEX_SERVER_WORKERS  server.workers: many (expected: a whole number)");
  }

  /** D54. */
  @ParameterizedTest
  @CsvSource({
    "1.5h, 5400000",
    "1m30s, 90000",
    "300ms, 300",
    "0, 0",
    "7d, 604800000",
    "1w, 604800000"
  })
  void readsDurations(String text, long millis) {
    assertThat(Durations.parse(text).toMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "", "-1s", "1s ", "s", "1x", "1h x"})
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .hasMessageContaining("(expected: a duration such as");
  }
}
