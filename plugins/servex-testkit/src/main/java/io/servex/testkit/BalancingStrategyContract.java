package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.balancing.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a balancing strategy owes the gateway.
 *
 * <pre>{@code
 * class StickyTest extends BalancingStrategyContract<StickyConfig> {
 *   protected BalancingStrategyProvider<StickyConfig> provider() { return new StickyProvider(); }
 *   protected StickyConfig config() { return new StickyConfig("X-User"); }
 *   protected boolean keepsAffinity() { return true; }
 * }
 * }</pre>
 *
 * @param <C> the configuration record
 */
public abstract class BalancingStrategyContract<C extends Record>
    extends ComponentContract<BalancingStrategyProvider<C>, C> {
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final int CLIENTS = 512;
  private static final int PICKS = 20_000;

  /** χ² with three degrees of freedom: one in a million exceeds it by chance. */
  private static final double LIMIT = 30.7;

  /** For test classes. */
  protected BalancingStrategyContract() {}

  /**
   * Whether a backend gets requests by its weight.
   *
   * @return false unless the strategy says that it does
   */
  protected boolean followsWeights() {
    return false;
  }

  /**
   * Whether a request that comes again gets the same backend again.
   *
   * @return false unless the strategy says that it does
   */
  protected boolean keepsAffinity() {
    return false;
  }

  /**
   * The request of a client.
   *
   * @param client its number
   * @return by default a GET that differs by the client's address alone
   */
  protected TestRequest request(int client) {
    return TestRequest.get("/")
        .from("10." + (client >> 16) + "." + (client >> 8 & 255) + "." + (client & 255));
  }

  @Override
  Object createAny() {
    return create();
  }

  private BalancingStrategy create() {
    var created = provider().create(config(), context());
    assertNotNull(created, "created nothing");
    return created;
  }

  private List<TestSelection> requests() {
    return IntStream.range(0, CLIENTS)
        .mapToObj(client -> TestSelection.of(request(client)))
        .toList();
  }

  /** What is picked belongs to the snapshot, whatever its size. */
  @Test
  public void picksOnlyBackendsThatItWasGiven() {
    for (var size : List.of(1, 2, 3, 7, 100)) {
      var strategy = create();
      List<Backend> given = List.copyOf(TestBackend.some(size));
      var picker = strategy.picker(given);
      for (var request : requests()) {
        assertGiven(given, picker.pick(request));
      }
    }
  }

  private static void assertGiven(List<Backend> given, @Nullable Backend picked) {
    assertNotNull(picked, "picked nothing of " + given.size() + " backends");
    assertTrue(
        picked instanceof TestBackend known && known.isOneOf(given),
        "picked " + picked + ", which it was not given");
  }

  /** The last backend that is not excluded is found, and nothing only where all are excluded. */
  @Test
  public void picksWhatIsLeftAndNothingOnlyWhereNothingIs() {
    var backends = TestBackend.ofWeights(3, 1, 2, 1, 5);
    var picker = create().picker(List.copyOf(backends));
    for (var left : backends) {
      var others = backends.stream().filter(one -> one != left).toList();
      for (var client = 0; client < 50; client++) {
        var request = TestSelection.of(request(client)).excluding(others);
        assertSame(left, picker.pick(request), "only " + left + " is not excluded");
      }
    }
    assertNull(picker.pick(TestSelection.of(request(1)).excluding(backends)), "all are excluded");
  }

  /** Pickers of earlier snapshots go on while the backends change, on eight threads. */
  @Test
  public void staysSoundOnEightThreadsWhileBackendsChange() {
    var strategy = create();
    var all = TestBackend.ofWeights(1, 2, 3, 4, 5);
    var requests = requests().stream().map(TestSelection::disturbing).toList();
    var waits =
        Crowd.run(thread -> {
          for (var round = 0; round < 20; round++) {
            List<Backend> given =
                List.copyOf(all.subList(round % 3, all.size() - (round + thread) % 2));
            BalancingStrategy.Picker picker;
            synchronized (strategy) {
              picker = strategy.picker(given);
            }
            for (var pick = 0; pick < 1_000; pick++) {
              picked(strategy, given, picker.pick(requests.get((pick + thread) % CLIENTS)), pick);
            }
          }
        });
    assert waits >= 0;
  }

  private static void picked(
      BalancingStrategy strategy, List<Backend> given, @Nullable Backend picked, int pick) {
    assertGiven(given, picked);
    if (picked instanceof TestBackend backend) {
      backend.load(1);
      strategy.completed(backend, OUTCOMES.get(pick % OUTCOMES.size()), pick * 1000L);
      backend.load(-1);
    }
  }

  /** A warm strategy gives the collector nothing to do. */
  @Test
  public void allocatesNothing() {
    var strategy = create();
    List<Backend> backends = List.copyOf(TestBackend.ofWeights(1, 2, 3, 4));
    var picker = strategy.picker(backends);
    var requests = requests();

    var bytes =
        Allocation.bytes(run -> {
          var picked = picker.pick(requests.get(run % CLIENTS));
          if (picked != null) {
            strategy.completed(picked, Outcome.ANSWERED, 1_000_000);
          }
        });

    assertEquals(0, bytes, "bytes allocated for each pick");
  }

  /** Counters go on where a 32-bit or 64-bit number wraps. */
  @Test
  public void goesOnWhereACounterWraps() {
    var strategy = create();
    List<Backend> backends = List.copyOf(TestBackend.some(3));
    var picker = strategy.picker(backends);
    var requests = requests();
    var found = Counters.nearTheirEnd(() -> picker.pick(requests.get(1)), strategy, picker);
    assert found >= 0;

    for (var pick = 0; pick < 30; pick++) {
      assertGiven(backends, picker.pick(requests.get(pick)));
    }
  }

  /** No thread waits: not for a lock that another has, and not for time to pass. */
  @Test
  public void neverWaits() {
    var strategy = create();
    var picker = strategy.picker(List.copyOf(TestBackend.ofWeights(1, 2, 3, 4)));
    var requests = requests();

    var waits =
        Crowd.leastWaits(thread -> {
          for (var pick = 0; pick < 5_000; pick++) {
            var picked = picker.pick(requests.get((pick + thread) % CLIENTS));
            if (picked != null) {
              strategy.completed(picked, Outcome.ANSWERED, 1_000_000);
            }
          }
        });

    assertEquals(0, waits, "times that one of " + Crowd.THREADS + " threads had to wait");
  }

  /** Where weights are claimed: 1 to 2 to 3 to 4, up to what chance explains. */
  @Test
  public void spreadsRequestsByWeight() {
    assumeTrue(followsWeights(), "does not claim to");
    var backends = TestBackend.ofWeights(1, 2, 3, 4);
    var picker = create().picker(List.copyOf(backends));
    Map<Backend, Integer> counts = new HashMap<>();
    for (var client = 0; client < PICKS; client++) {
      var picked = picker.pick(TestSelection.of(request(client)));
      assertNotNull(picked);
      counts.merge(picked, 1, Integer::sum);
    }
    var statistic = 0.0;
    for (var backend : backends) {
      var expected = PICKS * backend.weight() / 10.0;
      var difference = counts.getOrDefault(backend, 0) - expected;
      statistic += difference * difference / expected;
    }

    assertTrue(
        statistic < LIMIT, "weights 1, 2, 3, 4 and χ² " + statistic + " for " + counts.values());
  }

  /** Where affinity is claimed: the same backend again, and few move when one goes. */
  @Test
  public void givesARequestTheSameBackendAgain() {
    assumeTrue(keepsAffinity(), "does not claim to");
    var strategy = create();
    var backends = TestBackend.some(5);
    var before = picks(strategy, backends);

    assertEquals(before, picks(strategy, backends));

    var fewer = backends.subList(0, 4);
    var after = picks(strategy, fewer);
    var moved = 0;
    for (var client = 0; client < CLIENTS; client++) {
      if (!before.get(client).equals(after.get(client)) && fewer.contains(before.get(client))) {
        moved++;
      }
    }
    assertTrue(moved < CLIENTS / 4, moved + " of " + CLIENTS + " moved from backends that stayed");
  }

  private List<Backend> picks(BalancingStrategy strategy, List<TestBackend> backends) {
    var picker = strategy.picker(List.copyOf(backends));
    var picks = new ArrayList<Backend>();
    for (var request : requests()) {
      var picked = picker.pick(request);
      assertNotNull(picked);
      picks.add(picked);
    }
    return picks;
  }

  /** A cookie can be sent as the value of a field. */
  @Test
  public void makesCookiesThatCanBeSent() {
    var strategy = create();
    var backends = TestBackend.some(3);
    var picker = strategy.picker(List.copyOf(backends));
    assertNotNull(picker);
    for (var backend : backends) {
      var cookie = strategy.cookie(TestSelection.of(request(1)), backend);
      assertTrue(
          cookie == null || cookie.chars().allMatch(c -> c >= ' ' && c <= '~'), "cookie " + cookie);
    }
  }
}
