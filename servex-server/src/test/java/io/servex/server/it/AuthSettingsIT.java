package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.config.Advice;
import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.plugin.InstalledPlugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of users that cannot work start nothing, and say why. */
class AuthSettingsIT {
  private static final String BACKEND = "http://127.0.0.1:1";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jwt_access_secret: abc | jwt_access_secret: ******** (expected: 64 hexadecimal digits",
        "access_token_duration: 1ms | access_token_duration: 1ms (expected: at least 1s)",
        "refresh_token_duration: 5m | auth.refresh_token_duration: 5m (expected: longer than access_token_duration)",
        "base_path: auth | base_path: auth (expected: a path",
        "base_path: /a/../b | base_path: /a/../b (expected: a path",
        "refresh_token_cookie_name: 'a b' | refresh_token_cookie_name: a b (expected:",
        "use_memory_database: false | nobody can be known (expected: use_memory_database: true",
        "initial_users: [{username: a, password: short}] | initial_users[0].password: ******** (exp",
        "initial_userz: [] | auth.initial_userz: unknown key (did you mean initial_users?)",
      })
  void refusesSettingsThatCannotWork(String settings, String problem) {
    assertThatThrownBy(() ->
            Yaml.startWithPlugins(
                    "auth:\n  enabled: true\n"
                        + (settings.contains("use_memory") ? "" : "  use_memory_database: true\n")
                        + "  "
                        + settings
                        + "\n",
                    Yaml.rule("open", "/", "", BACKEND))
                .close())
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{required: true}", "{roles: [a]}"})
  void refusesRulesForUsersThatNobodyKnows(String auth) {
    assertThatThrownBy(
            () -> Yaml.start(1, "", "", Yaml.rule("users", "/", "auth: " + auth, BACKEND)).close())
        .hasMessageContaining("proxy.rules[0].auth: nobody knows users");
  }

  @Test
  void refusesRolesOfUsersThatNeedNotBeKnown() {
    assertThatThrownBy(() ->
            Yaml.start(
                    1,
                    "",
                    "",
                    Yaml.rule("users", "/", "auth: {required: false, roles: [a]}", BACKEND))
                .close())
        .hasMessageContaining("proxy.rules[0].auth.roles: not empty (expected: required: true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "basic_auth: true | auth.basic_auth: true (expected: use_memory_database: true, jdbc, or store)",
        "api_keys: [{name: a, key: short}] | auth.api_keys[0].key: ******** (expected: 16 visible characters",
        "api_keys: [{name: a}] | auth.api_keys[0]: no key (expected: key or key_sha256)",
        "api_keys: [{name: a, key: 0123456789abcdef}, {name: b, key: 0123456789abcdef}] | auth.api_keys[1]: the key of api_keys[0] (expected: another one",
        "jwt: [{issuer: a, jwks_uri: 'http://idp.example/', audience: [b]}] | auth.jwt[0].jwks_uri: http://idp.example (ex",
        "jwt: [{issuer: a, jwks_uri: 'https://idp.example/', audience: []}] | auth.jwt[0].audience: [] (expected",
        "jwt: [{issuer: a, jwks_uri: 'https://idp.example/', audience: [b], algorithms: [HS256]}] | auth.jwt[0].algorithms[0]: HS256",
        "jwt: [{issuer: a, jwks_uri: 'https://idp.example/', audience: [b], algorithms: [none]}] | auth.jwt[0].algorithms[0]: none",
        "forward_auth: {url: 'http://auth.example/'} | forward_auth.url: http://auth.example (expected: https:",
        "forward_auth: {url: 'https://a.example/', request_headers: [Host]} | auth.forward_auth.request_headers[0]: Host",
        "'{use_memory_database: true, jdbc: {url: \"jdbc:postgresql:x\"}}' | use_memory_database: true (expected: false, or no jdbc)",
        "'{use_memory_database: true, store: memory}' | auth.store: a second place for users (expected: one of",
        "store: ldap | auth.store: ldap (expected: one that is installed: jdbc, memory)",
        "store: {type: jdbc, url: 'jdbc:postgresql:x', pool_size: 0} | auth.store.pool_size: 0 (expected: 1 to 1000)",
        "store: {type: jdbc, url: 'jdbc:nothing:x'} | auth.store.url: ******** (expected: jdbc:postgresql:",
        "jdbc: {url: 'jdbc:postgresql:x', connection_timeout: 1ms} | auth.jdbc.connection_timeout: 1ms (expected: at least 250ms",
        "jdbc: {url: 'jdbc:nothing:x'} | auth.jdbc.url: ******** (expected: jdbc:postgresql:",
        "jdbc: {url: 'jdbc:postgresql://127.0.0.1:1/x', connection_timeout: 250ms} | auth: jdbc.url: no connection (SQLSTATE",
      })
  void refusesWaysThatCannotWork(String settings, String problem) {
    var lines =
        settings.startsWith("{")
            ? settings.substring(1, settings.length() - 1).replaceFirst(", ", "\n  ")
            : settings;
    assertThatThrownBy(() ->
            Yaml.startWithPlugins(
                    "auth:\n  enabled: true\n  " + lines + "\n",
                    Yaml.rule("open", "/", "", BACKEND))
                .close())
        .hasMessageContaining(problem);
  }

  /** In a cluster there may be no https; whoever does without is told what that means. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "forward_auth: {url: 'http://auth.example/', insecure_http: @} | auth.forward_auth",
        "jwt: [{issuer: a, jwks_uri: 'http://idp.example/', audience: [b], insecure_http: @}] | auth.jwt[0]",
      })
  void takesPlainHttpFromWhoeverInsists(String settings, String path) {
    assertThatThrownBy(() -> advice(settings.replace("@", "false")))
        .hasMessageContaining("insecure_");

    assertThat(advice(settings.replace("@", "true")))
        .anyMatch(one ->
            !one.minor() && one.line().contains(path + ".insecure_http: true (whoever is on the"));
  }

  private static List<Advice> advice(String settings) {
    var advice = new ArrayList<Advice>();
    try (var installed = new InstalledPlugins()) {
      var loader =
          new ConfigLoader(
              Map.of(),
              (section, mentioned) ->
                  installed.look(section.folder(), section.allowed(), mentioned::contains),
              advice::add);
      loader.parse(
          Yaml.withPlugins(
              "auth:\n  enabled: true\n  " + settings + "\n",
              Yaml.rule("open", "/", "auth: {}", BACKEND)));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
    return advice;
  }
}
