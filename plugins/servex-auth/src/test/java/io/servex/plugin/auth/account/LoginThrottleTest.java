package io.servex.plugin.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.plugin.auth.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {
  private final ManualClock clock = new ManualClock();
  private final LoginThrottle throttle = new LoginThrottle(clock, 5, Duration.ofMinutes(1));

  private int granted(int attempts, String user, String address) {
    var granted = 0;
    for (var i = 0; i < attempts; i++) {
      granted += throttle.login(user, address) == 0 ? 1 : 0;
    }
    return granted;
  }

  @Test
  void grantsFewAttemptsAndThenOneAfterTheOther() {
    assertThat(granted(100, "ann", "192.0.2.1")).isEqualTo(5);
    assertThat(throttle.login("ann", "192.0.2.1")).isBetween(1L, 12_000L);
    clock.advance(Duration.ofSeconds(12));
    assertThat(granted(100, "ann", "192.0.2.1")).isEqualTo(1);
    clock.advance(Duration.ofHours(1));
    assertThat(granted(100, "ann", "192.0.2.1")).isEqualTo(5);
  }

  @Test
  void saysWhenTheNextAttemptIsGranted() {
    granted(100, "ann", "192.0.2.1");
    var wait = throttle.login("ann", "192.0.2.1");

    clock.advance(Duration.ofMillis(wait - 1));
    assertThat(throttle.login("ann", "192.0.2.1")).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    assertThat(throttle.login("ann", "192.0.2.1")).isZero();
  }

  @Test
  void limitsOneAddressForAllUsersTogether() {
    var granted = 0;
    for (var i = 0; i < 1000; i++) {
      granted += granted(1, "user" + i, "192.0.2.1");
    }

    assertThat(granted).isEqualTo(50);
    assertThat(granted(1, "ann", "192.0.2.2")).isEqualTo(1);
  }

  @Test
  void limitsOneUserForAllAddressesTogether() {
    var granted = 0;
    for (var i = 0; i < 250; i++) {
      granted += granted(1, "ann", "192.0.2." + i);
    }

    assertThat(granted).isEqualTo(50);
    assertThat(granted(1, "bob", "192.0.2.1")).isEqualTo(1);
  }

  /** D70: who tries somebody's password everywhere does not lock the user out at home. */
  @Test
  void letsAUserInWhereTheUserGotInBefore() {
    granted(1, "ann", "198.51.100.7");
    throttle.succeeded("ann", "198.51.100.7");
    for (var i = 0; i < 250; i++) {
      granted(100, "ann", "192.0.2." + i);
    }

    assertThat(throttle.login("ann", "203.0.113.9")).isPositive();
    assertThat(granted(100, "ann", "198.51.100.7")).isEqualTo(5);
  }

  @Test
  void saysHowLongToWaitWithoutAnAttempt() {
    for (var i = 0; i < 100; i++) {
      assertThat(throttle.wait("ann", "192.0.2.1")).isZero();
    }
    granted(5, "ann", "192.0.2.1");

    assertThat(throttle.wait("ann", "192.0.2.1")).isEqualTo(throttle.login("ann", "192.0.2.1"));
    assertThat(throttle.wait("ann", "192.0.2.2")).isZero();
  }

  @Test
  void forgetsAttemptsBeforeAGoodOne() {
    for (var i = 0; i < 1000; i++) {
      assertThat(granted(4, "ann", "192.0.2.1")).isEqualTo(4);
      throttle.succeeded("ann", "192.0.2.1");
      clock.advance(Duration.ofSeconds(4));
    }
  }

  @Test
  void countsRegistrationsByAddress() {
    var granted = 0;
    for (var i = 0; i < 100; i++) {
      granted += throttle.register("192.0.2.1") == 0 ? 1 : 0;
    }

    assertThat(granted).isEqualTo(50);
    assertThat(throttle.login("ann", "192.0.2.1")).isZero();
  }

  @Test
  void keepsNoMoreKeysThanItHasRoomFor() {
    for (var i = 0; i < 200_000; i++) {
      var address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      assertThat(throttle.login("user" + i, address)).isZero();
    }

    assertThat(throttle.keys()).isLessThanOrEqualTo(50_000);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
    "2001:db8:1:2:0:0:0:6, 2001:db8:1:2",
    "2001:db8::1, 2001:db8",
    "2001:db8::1:2, 2001:db8",
    "::1, ::1",
  })
  void takesNetworksOfIpv6ForOneAddress(String address, String network) {
    assertThat(LoginThrottle.network(address)).isEqualTo(network);
  }

  /** In no window more than twice the limit, whatever the gaps between attempts. */
  @Property(tries = 200)
  void neverGrantsManyInAWindow(
      @ForAll @Size(max = 200) List<@IntRange(max = 20_000) Integer> gaps) {
    var time = new ManualClock();
    var limited = new LoginThrottle(time, 5, Duration.ofMinutes(1));
    var grants = new ArrayList<Long>();
    for (var gap : gaps) {
      time.advance(Duration.ofMillis(gap));
      if (limited.login("ann", "192.0.2.1") == 0) {
        grants.add(time.millis());
      }
    }
    for (var i = 0; i + 10 < grants.size(); i++) {
      assertThat(grants.get(i + 10) - grants.get(i)).isGreaterThanOrEqualTo(60_000);
    }
  }
}
