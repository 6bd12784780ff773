package io.servex.lb;

import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.Secret;
import io.servex.testkit.BalancingStrategyContract;
import io.servex.testkit.TestRequest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** What plugins owe the gateway, its own strategies owe too. */
class ContractTest {
  private static final HashOn BY_HEADER =
      new HashOn(Optional.of("X-Tenant"), Optional.empty(), Optional.empty(), false);

  /** The contract of one strategy. */
  private abstract static class Of<C extends Record> extends BalancingStrategyContract<C> {
    private final BalancingStrategyProvider<C> provider;
    private final C config;
    private final boolean weights;
    private final boolean affinity;

    Of(BalancingStrategyProvider<C> provider, C config, boolean weights, boolean affinity) {
      this.provider = provider;
      this.config = config;
      this.weights = weights;
      this.affinity = affinity;
    }

    @Override
    protected BalancingStrategyProvider<C> provider() {
      return provider;
    }

    @Override
    protected C config() {
      return config;
    }

    @Override
    protected boolean followsWeights() {
      return weights;
    }

    @Override
    protected boolean keepsAffinity() {
      return affinity;
    }

    @Override
    protected TestRequest request(int client) {
      return super.request(client).with("X-Tenant", "tenant " + client);
    }
  }

  @Nested
  class OfRoundRobin extends Of<RoundRobinProvider.Config> {
    OfRoundRobin() {
      super(new RoundRobinProvider(), new RoundRobinProvider.Config(), false, false);
    }
  }

  @Nested
  class OfWeightedRoundRobin extends Of<WeightedRoundRobinProvider.Config> {
    OfWeightedRoundRobin() {
      super(new WeightedRoundRobinProvider(), new WeightedRoundRobinProvider.Config(), true, false);
    }
  }

  @Nested
  class OfRandom extends Of<RandomProvider.Config> {
    OfRandom() {
      super(new RandomProvider(), new RandomProvider.Config(), false, false);
    }
  }

  @Nested
  class OfWeightedRandom extends Of<WeightedRandomProvider.Config> {
    OfWeightedRandom() {
      super(new WeightedRandomProvider(), new WeightedRandomProvider.Config(), true, false);
    }
  }

  @Nested
  class OfLeastConnections extends Of<LeastConnectionsProvider.Config> {
    OfLeastConnections() {
      super(new LeastConnectionsProvider(), new LeastConnectionsProvider.Config(), false, false);
    }
  }

  @Nested
  class OfPowerOfTwoChoices extends Of<PowerOfTwoChoicesProvider.Config> {
    OfPowerOfTwoChoices() {
      super(new PowerOfTwoChoicesProvider(), new PowerOfTwoChoicesProvider.Config(), false, false);
    }
  }

  @Nested
  class OfPeakEwma extends Of<PeakEwmaProvider.Config> {
    OfPeakEwma() {
      super(
          new PeakEwmaProvider(),
          new PeakEwmaProvider.Config(Duration.ofSeconds(10), Duration.ofSeconds(1)),
          false,
          false);
    }
  }

  @Nested
  class OfIpHash extends Of<IpHashProvider.Config> {
    OfIpHash() {
      super(new IpHashProvider(), new IpHashProvider.Config(), false, true);
    }
  }

  @Nested
  class OfRingHash extends Of<RingHashProvider.Config> {
    OfRingHash() {
      super(new RingHashProvider(), new RingHashProvider.Config(BY_HEADER, 160, 0), false, true);
    }
  }

  @Nested
  class OfMaglev extends Of<MaglevProvider.Config> {
    OfMaglev() {
      super(new MaglevProvider(), new MaglevProvider.Config(BY_HEADER, 65_537, 0), false, true);
    }
  }

  @Nested
  class OfStickyCookie extends Of<StickyCookieProvider.Config> {
    OfStickyCookie() {
      super(
          new StickyCookieProvider(),
          new StickyCookieProvider.Config(
              new Secret("0123456789abcdef"),
              "servex_backend",
              "/",
              Optional.empty(),
              true,
              StickyCookieProvider.SameSite.LAX,
              Duration.ZERO),
          false,
          false);
    }
  }
}
