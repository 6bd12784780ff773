package io.servex.plugin.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.plugin.auth.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndedSessionsTest {
  private final ManualClock clock = new ManualClock();
  private final EndedSessions ended = new EndedSessions(clock, Duration.ofHours(24));

  @Test
  void remembersASessionAsLongAsItsTokensLive() {
    ended.add("a");
    clock.advance(Duration.ofHours(23));
    ended.add("b");
    assertThat(ended.contains("a")).isTrue();

    clock.advance(Duration.ofHours(2));
    ended.add("c");

    assertThat(ended.contains("a")).isFalse();
    assertThat(ended.contains("b")).isTrue();
    assertThat(ended.size()).isEqualTo(2);
  }

  @Test
  void hasRoomForSoManyAndForgetsTheOldest() {
    for (var i = 0; i < EndedSessions.MOST + 1000; i++) {
      ended.add("session-" + i);
    }

    assertThat(ended.size()).isEqualTo(EndedSessions.MOST);
    assertThat(ended.contains("session-0")).isFalse();
    assertThat(ended.contains("session-" + (EndedSessions.MOST + 999))).isTrue();
  }
}
