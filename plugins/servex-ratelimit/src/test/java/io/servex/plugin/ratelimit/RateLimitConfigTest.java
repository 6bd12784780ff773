package io.servex.plugin.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.SettingProblems;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What makes no limit. */
class RateLimitConfigTest {
  private static String problems(int requests, Duration interval, int burst, String key) {
    var problems = new SettingProblems();
    new LimitSettings(requests, interval, Optional.of(burst), 429, "", key).check(problems);
    return problems.isEmpty()
        ? ""
        : catchThrowableOfType(IllegalArgumentException.class, problems::raise).getMessage();
  }

  @Test
  void isRefusedWithAllThatIsWrong() {
    assertThat(problems(1, Duration.ofSeconds(1), 1, "user")).isEmpty();
    assertThat(problems(0, Duration.ofNanos(1000), 0, "cookie"))
        .isEqualTo(
            "requests_per_interval: 0 (expected: 1 or more);"
                + " interval: 1us (expected: 1ms to 366d);"
                + " burst_size: 0 (expected: 1 or more);"
                + " key: cookie (expected: ip, user, or header: and a field's name)");
    assertThat(problems(1, Duration.ofDays(366), Integer.MAX_VALUE, "ip"))
        .startsWith("burst_size: 2147483647 (expected: what comes back within centuries)");
  }
}
