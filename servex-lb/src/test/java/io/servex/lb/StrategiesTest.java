package io.servex.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StrategiesTest {
  private static final Asked ANY = Asked.client(1);

  private static final Collection<BalancingStrategy> ALL =
      Strategies.all(RandomGenerator.of("L64X128MixRandom"), System::nanoTime).values();

  private static Map<String, Integer> counts(BalancingStrategy.Picker picker, int picks) {
    var counts = new HashMap<String, Integer>();
    for (var i = 0; i < picks; i++) {
      counts.merge(((FakeBackend) picker.pick(ANY)).name(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void everyStrategyPassesOverWhatIsExcluded() {
    List<Backend> backends =
        List.of(FakeBackend.of("a", 3), FakeBackend.of("b", 1), FakeBackend.of("c", 2));
    for (var strategy : ALL) {
      var picker = strategy.picker(backends);
      for (var client = 0; client < 100; client++) {
        var two = new Asked(client * 77L, "", Set.of(backends.get(0), backends.get(2)));
        assertThat(picker.pick(two)).isSameAs(backends.get(1));
        assertThat(picker.pick(new Asked(client, "", Set.copyOf(backends)))).isNull();
      }
    }
  }

  @Test
  void roundRobinIsExactUnderConcurrency() throws Exception {
    List<Backend> backends =
        List.of(FakeBackend.of("a", 1), FakeBackend.of("b", 1), FakeBackend.of("c", 1));
    var picker = new RoundRobin().picker(backends);
    var counts = new ConcurrentHashMap<Backend, AtomicInteger>();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (var pick = 0; pick < 3000; pick++) {
                  counts
                      .computeIfAbsent(picker.pick(ANY), key -> new AtomicInteger())
                      .incrementAndGet();
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(counts.values()).allSatisfy(count -> assertThat(count).hasValue(8000));
  }

  @Test
  void weightedRoundRobinIsSmoothAndExact() {
    var picker =
        new WeightedRoundRobin().picker(List.of(FakeBackend.of("a", 3), FakeBackend.of("b", 1)));

    assertThat(counts(picker, 400)).isEqualTo(Map.of("a", 300, "b", 100));
    assertThat(WeightedRoundRobin.cycle(new int[] {3, 2})).containsExactly(0, 1, 0, 1, 0);
    assertThat(WeightedRoundRobin.cycle(new int[] {5, 1, 1})).hasSize(7);
  }

  @Test
  void weightedRoundRobinBoundsItsCycle() {
    var picker =
        new WeightedRoundRobin()
            .picker(
                List.of(FakeBackend.of("a", 2_000_000_011), FakeBackend.of("b", 1_000_000_007)));
    var share = counts(picker, 30_000).get("a") / 30_000.0;

    assertThat(share).isBetween(0.65, 0.68);
  }

  @Test
  void leastConnectionsWeighsAndSharesTies() {
    var a = FakeBackend.of("a", 1);
    var b = FakeBackend.of("b", 2);
    var picker = new LeastConnections().picker(List.of(a, b));

    assertThat(counts(picker, 10)).isEqualTo(Map.of("a", 5, "b", 5));
    a.flying().set(2);
    b.flying().set(3);
    assertThat(counts(picker, 10)).isEqualTo(Map.of("b", 10));
    b.flying().set(5);
    assertThat(counts(picker, 10)).isEqualTo(Map.of("a", 10));
  }

  @Test
  void ipHashMovesOnlyTheClientsOfALostBackend() {
    List<Backend> all =
        List.of(
            FakeBackend.of("a", 1),
            FakeBackend.of("b", 1),
            FakeBackend.of("c", 1),
            FakeBackend.of("d", 2));
    var strategy = new IpHash();
    var before = strategy.picker(all);
    var after = strategy.picker(all.subList(0, 3));
    var shares = new HashMap<Backend, Integer>();
    for (var client = 0; client < 10_000; client++) {
      var asked = Asked.client(client * 0x9e3779b97f4a7c15L);
      var first = before.pick(asked);
      shares.merge(first, 1, Integer::sum);
      if (first != all.get(3)) {
        assertThat(after.pick(asked)).isSameAs(first);
      }
    }

    assertThat(shares.get(all.get(3))).isBetween(3700, 4300);
    assertThat(shares.get(all.get(0))).isBetween(1800, 2200);
  }
}
