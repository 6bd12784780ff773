package io.servex.plugin.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.SettingProblems;
import io.servex.api.plugin.SettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no rule can be made of. */
class RuleSettingsTest {
  @Test
  void isRefusedAllAtOnce() {
    var problems = new SettingProblems();
    var settings =
        new RuleSettings(
            new RuleSettings.Addresses(List.of("10.0.0.1", "x"), List.of("y")),
            new RuleSettings.Agents(List.of(""), List.of("("), List.of("a"), List.of("a", "[")),
            new RuleSettings.Values(
                Map.of("X Y", List.of("a")), Map.of(), Map.of("X", List.of()), Map.of()),
            new RuleSettings.Values(
                Map.of(), Map.of(), Map.of(), Map.of("q q", List.of("a", "("))));

    settings.check(problems);

    var refused = catchThrowableOfType(SettingsException.class, problems::raise);
    assertThat(refused.problems())
        .extracting(SettingsException.Problem::key)
        .containsExactly(
            "allowed_ips[1]",
            "blocked_ips[0]",
            "allowed_user_agents[0]",
            "allowed_user_agents_regex[0]",
            "blocked_user_agents_regex[1]",
            "allowed_headers.X Y",
            "blocked_headers.X",
            "blocked_query_params_regex.q q[1]");
  }
}
