package io.servex.plugin.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.servex.plugin.ratelimit.store.KeyKind;
import io.servex.plugin.ratelimit.store.Taken;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketTableTest {
  private final AtomicLong micros = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();

  private BucketTable table(int requests, Duration interval, int burst, int most) {
    return new BucketTable(
        Rate.of(requests, interval, burst),
        most,
        new KeyHash(1, 2),
        micros::get,
        forgotten::addAndGet);
  }

  private static Taken take(BucketTable table, String key) {
    return table.takeNow(KeyKind.ADDRESS, key);
  }

  private static String address(int number) {
    return (number >>> 24)
        + "."
        + (number >> 16 & 255)
        + "."
        + (number >> 8 & 255)
        + "."
        + (number & 255);
  }

  @Test
  void givesEachKeyABucketOfItsOwn() {
    var table = table(2, Duration.ofSeconds(1), 2, 100);

    assertThat(take(table, "a").remaining()).isEqualTo(1);
    assertThat(take(table, "a").remaining()).isZero();
    assertThat(take(table, "a").allowed()).isFalse();
    assertThat(take(table, "b").allowed()).isTrue();
    assertThat(table.takeNow(KeyKind.HEADER, "a").allowed()).isTrue();
  }

  @Test
  void refillsAsTimePasses() {
    var table = table(2, Duration.ofSeconds(1), 1, 100);

    assertThat(take(table, "a").allowed()).isTrue();
    assertThat(take(table, "a")).isEqualTo(new Taken(false, 0, 500_000, 500_000));
    micros.addAndGet(499_999);
    assertThat(take(table, "a").allowed()).isFalse();
    micros.addAndGet(1);
    assertThat(take(table, "a").allowed()).isTrue();
  }

  /** D71: a million addresses, each of which has its limit, in memory that is counted. */
  @Test
  void isExactForAMillionAddressesInBoundedMemory() {
    var before = used();
    var table = table(1, Duration.ofHours(1), 2, 1_000_000);
    for (var round = 0; round < 3; round++) {
      var allowed = 0;
      for (var i = 0; i < 1_000_000; i++) {
        allowed += take(table, address(i)).allowed() ? 1 : 0;
      }
      assertThat(allowed).isEqualTo(round < 2 ? 1_000_000 : 0);
    }
    assertThat(forgotten.get()).isZero();
    assertThat(table.size()).isEqualTo(1_000_000);
    assertThat(used() - before).isLessThan(64L << 20);
    assertThat(take(table, "still there").allowed()).isTrue();
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void neverHoldsMoreThanItsShare() {
    var table = table(1, Duration.ofHours(1), 5, 1000);
    for (var i = 0; i < 200_000; i++) {
      assertThat(take(table, address(i)).allowed()).isTrue();
    }

    assertThat(table.size()).isLessThan(3000);
    assertThat(forgotten.get()).isGreaterThan(190_000);
  }

  @Test
  void forgetsWhatIsFullAgainBeforeAnythingElse() {
    var table = table(1, Duration.ofSeconds(1), 5, 1000);
    for (var i = 0; i < 200_000; i++) {
      take(table, address(i));
      micros.addAndGet(2_000);
    }

    assertThat(forgotten.get()).isZero();
    assertThat(table.size()).isLessThan(3000);
  }

  /** Who has used up its bucket does not get a new one by asking under many other names. */
  @Test
  void doesNotForgetAnExhaustedBucketForManyFreshOnes() {
    var table = table(1, Duration.ofHours(1), 10, 1000);
    for (var i = 0; i < 10; i++) {
      assertThat(take(table, "greedy").allowed()).isTrue();
    }
    for (var i = 0; i < 500_000; i++) {
      take(table, address(i));
      if (i % 1000 == 0) {
        assertThat(take(table, "greedy").allowed()).isFalse();
      }
    }
    assertThat(forgotten.get()).isPositive();
  }

  @Test
  void allocatesOnlyTheResult() {
    var table = table(1000, Duration.ofSeconds(1), 1_000_000, 1000);
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (var i = 0; i < 50_000; i++) {
      take(table, "203.0.113.77");
    }
    var before = bean.getCurrentThreadAllocatedBytes();
    for (var i = 0; i < 10_000; i++) {
      take(table, "203.0.113.77");
    }

    assertThat((bean.getCurrentThreadAllocatedBytes() - before) / 10_000).isLessThanOrEqualTo(56);
  }

  @Test
  void countsEveryTokenOnceAmongThreads() throws Exception {
    var table = table(1, Duration.ofDays(1), 100, 1000);
    var tasks = new ArrayList<Callable<Integer>>();
    for (var thread = 0; thread < 4; thread++) {
      tasks.add(() -> {
        var allowed = 0;
        for (var i = 0; i < 40_000; i++) {
          allowed += take(table, address(i % 200)).allowed() ? 1 : 0;
        }
        return allowed;
      });
    }
    var allowed = 0;
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var result : threads.invokeAll(tasks)) {
        allowed += result.get();
      }
    }

    assertThat(allowed).isEqualTo(200 * 100);
  }
}
