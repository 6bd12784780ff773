package io.servex.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenGuessesTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final TokenGuesses guesses = new TokenGuesses(now::get);

  private void exhaust(String address) {
    for (var i = 0; i < TokenGuesses.AT_ONCE; i++) {
      assertThat(guesses.take(address)).isZero();
    }
    assertThat(guesses.take(address)).isPositive();
  }

  @Test
  void grantsSomeAtOnceAndThenOneAfterTheOther() {
    exhaust("192.0.2.1");

    assertThat(guesses.take("192.0.2.1")).isEqualTo(TokenGuesses.SECONDS_EACH);
    now.addAndGet(5 * SECOND + 1);
    assertThat(guesses.take("192.0.2.1")).isEqualTo(1);
    now.addAndGet(SECOND);
    assertThat(guesses.take("192.0.2.1")).isZero();
    assertThat(guesses.take("192.0.2.1")).isEqualTo(TokenGuesses.SECONDS_EACH);
    now.addAndGet(3600 * SECOND);
    exhaust("192.0.2.1");
  }

  @Test
  void tellsClientsApartByTheirAddressOrNetwork() {
    exhaust("2001:db8:0:1:0:0:0:1");

    assertThat(guesses.take("2001:db8:0:1:ffff:0:0:2")).isPositive();
    assertThat(guesses.take("2001:db8:0:2:0:0:0:1")).isZero();
    assertThat(guesses.take("192.0.2.2")).isZero();
  }

  @Test
  void remembersNobodyWhoIsRight() {
    for (var i = 0; i < 100; i++) {
      assertThat(guesses.take("192.0.2.1")).isZero();
      guesses.right("192.0.2.1");
    }

    assertThat(guesses.clients()).isZero();
  }

  @Test
  void remembersSoManyAndNoMore() {
    for (var i = 0; i < TokenGuesses.MOST_CLIENTS + 100; i++) {
      assertThat(guesses.take("10.0." + (i >> 8) + "." + (i & 255))).isZero();
    }

    assertThat(guesses.clients()).isEqualTo(TokenGuesses.MOST_CLIENTS);
  }
}
