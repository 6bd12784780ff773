package io.servex.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What every strategy owes its host, from many threads at once. */
class ContractStress {
  private static final int THREADS = 4;
  private static final int PICKS = 20_000;

  /** Picks through snapshots that change meanwhile; returns what was not given. */
  private static Set<Backend> strangers(BalancingStrategy strategy, List<Backend> all, int seed) {
    var strangers = new HashSet<Backend>();
    for (var pick = 0; pick < PICKS; ) {
      var given = all.subList(pick % 3, all.size() - pick % 2);
      BalancingStrategy.Picker picker;
      synchronized (strategy) {
        picker = strategy.picker(List.copyOf(given));
      }
      for (var end = pick + 500; pick < end; pick++) {
        var request = Asked.client(seed * 31L + pick);
        var picked = picker.pick(request);
        if (picked == null || !given.contains(picked)) {
          strangers.add(picked);
        } else {
          ((FakeBackend) picked).flying().incrementAndGet();
          strategy.completed(picked, Outcome.values()[pick % Outcome.values().length], pick);
          ((FakeBackend) picked).flying().decrementAndGet();
        }
      }
    }
    return strangers;
  }

  @Test
  void picksOnlyWhatItWasGivenWhileSnapshotsChange() throws Exception {
    RandomGenerator shared = () -> ThreadLocalRandom.current().nextLong();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (var strategy : Strategies.all(shared, System::nanoTime).entrySet()) {
        List<Backend> all =
            List.of(
                FakeBackend.of("a", 1),
                FakeBackend.of("b", 7),
                FakeBackend.of("c", 3),
                FakeBackend.of("d", 1),
                FakeBackend.of("e", 2));
        var tasks = new ArrayList<Callable<Set<Backend>>>();
        for (var i = 0; i < THREADS; i++) {
          var seed = i;
          tasks.add(() -> strangers(strategy.getValue(), all, seed));
        }
        for (var found : threads.invokeAll(tasks)) {
          assertThat(found.get()).as(strategy.getKey()).isEmpty();
        }
      }
    }
  }

  @Test
  void countersWrap() {
    List<Backend> backends =
        List.of(FakeBackend.of("a", 1), FakeBackend.of("b", 1), FakeBackend.of("c", 1));
    Collection<BalancingStrategy> counting =
        List.of(
            new RoundRobin(Integer.MAX_VALUE - 1),
            new RoundRobin(-2),
            new WeightedRoundRobin(Integer.MAX_VALUE - 1),
            new WeightedRoundRobin(-2),
            new LeastConnections(Integer.MAX_VALUE - 1),
            new LeastConnections(-2));
    for (var strategy : counting) {
      var picker = strategy.picker(backends);
      var counts = new HashMap<Backend, Integer>();
      for (var pick = 0; pick < 300; pick++) {
        counts.merge(picker.pick(Asked.client(1)), 1, Integer::sum);
      }

      assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(99, 101));
    }
  }

  @Test
  void theClockOfLatenciesWraps() {
    var latency = new Latency(10_000_000_000L);
    var wraps = (1L << 52) - 1;
    latency.observe(50_000_000L, wraps);
    latency.observe(1_000_000L, wraps + 10_000_000_000L);

    assertThat(latency.nanos(wraps + 10_000_000_000L)).isBetween(6e6, 9e6);
    assertThat(latency.nanos(wraps)).isGreaterThan(0);
  }
}
