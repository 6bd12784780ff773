package io.servex.plugin.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.filter.ChangeableLists.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RuntimeListsTest {
  private static final RuleSettings.Values NONE =
      new RuleSettings.Values(Map.of(), Map.of(), Map.of(), Map.of());

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final RuntimeLists lists =
      new RuntimeLists(
          new RuleSettings(
              new RuleSettings.Addresses(List.of(), List.of("10.0.0.0/8")),
              new RuleSettings.Agents(List.of(), List.of(), List.of("Bot"), List.of("^x")),
              NONE,
              NONE),
          now::get,
          10);

  private List<String> values(String list) {
    return lists.entries(list).stream().map(Entry::value).toList();
  }

  @Test
  void addsAndRemoves() {
    assertThat(lists.add("blocked_ips", "192.0.2.1", null)).isTrue();
    assertThat(lists.add("blocked_ips", "192.0.2.1/32", null)).isFalse();
    assertThat(lists.add("blocked_ips", "10.9.9.9/8", null)).isFalse();
    assertThat(values("blocked_ips")).containsExactly("10.0.0.0/8", "192.0.2.1/32");
    assertThat(lists.remove("blocked_ips", "10.0.0.0/8")).isTrue();
    assertThat(lists.remove("blocked_ips", "10.0.0.0/8")).isFalse();
    assertThat(values("blocked_ips")).containsExactly("192.0.2.1/32");
    assertThat(lists.add("blocked_user_agents", "BOT", null)).isFalse();
  }

  @Test
  void forgetsWhatHasHadItsTime() {
    lists.add("blocked_ips", "192.0.2.1", Duration.ofMinutes(1));
    lists.add("blocked_ips", "192.0.2.2", Duration.ofMinutes(3));
    lists.add("blocked_ips", "192.0.2.1", Duration.ofMinutes(2));
    now.set(now.get().plusSeconds(119));
    assertThat(values("blocked_ips")).contains("192.0.2.1", "192.0.2.2");
    lists.prune();
    var before = lists.rules();
    lists.prune();
    assertThat(lists.rules()).isSameAs(before);
    now.set(now.get().plusSeconds(1));
    lists.prune();

    assertThat(lists.rules()).isNotSameAs(before);
    assertThat(values("blocked_ips")).containsExactly("10.0.0.0/8", "192.0.2.2");
  }

  @Test
  void clearsExpressionsToo() {
    assertThat(lists.clear("blocked_user_agents")).isEqualTo(2);
    assertThat(lists.clear("blocked_user_agents")).isZero();
  }

  @Test
  void refusesWhatCannotBeThere() {
    assertThatThrownBy(() -> lists.add("blocked_ips", "zzz", null))
        .hasMessageContaining("zzz (expected: an IP address");
    assertThatThrownBy(() -> lists.add("hosts", "a", null))
        .hasMessageContaining("hosts (expected: one of blocked_ips, ");
    assertThatThrownBy(() -> lists.add("blocked_user_agents", "", null))
        .hasMessageContaining("value (expected: 1 to 1024 characters)");
    assertThatThrownBy(() -> lists.add("blocked_ips", "192.0.2.1", Duration.ZERO))
        .hasMessageContaining("ttl");
    for (var i = 0; i < 10; i++) {
      lists.add("allowed_user_agents", "a" + i, null);
    }
    assertThatThrownBy(() -> lists.add("allowed_user_agents", "b", null))
        .hasMessageContaining("full");
  }
}
