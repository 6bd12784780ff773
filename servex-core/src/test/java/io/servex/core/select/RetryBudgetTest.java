package io.servex.core.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(65_530 * SECOND);

  @Test
  void grantsAShareOfTheRequestsOfTenSeconds() {
    var budget = new RetryBudget(0.2, 0, now::get);
    var granted = 0;
    for (var request = 0; request < 3000; request++) {
      budget.request();
      now.addAndGet(SECOND / 100);
      granted += budget.tryRetry() ? 1 : 0;
    }
    assertThat(granted).isBetween(580, 600);

    now.addAndGet(20 * SECOND);
    assertThat(budget.tryRetry()).isFalse();
  }

  @Test
  void grantsAFewBeside() {
    var budget = new RetryBudget(0, 2, now::get);
    for (var i = 0; i < 20; i++) {
      assertThat(budget.tryRetry()).isTrue();
    }
    assertThat(budget.tryRetry()).isFalse();
    now.addAndGet(11 * SECOND);
    assertThat(budget.tryRetry()).isTrue();
  }
}
