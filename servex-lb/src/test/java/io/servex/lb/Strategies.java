package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.plugin.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** One of each strategy, by its type and what is special about it. */
final class Strategies {
  static final CookieForm COOKIE =
      new CookieForm(
          "servex_backend",
          new Secret("0123456789abcdef"),
          "/",
          Optional.empty(),
          true,
          StickyCookieProvider.SameSite.LAX,
          0);

  private Strategies() {}

  static Map<String, BalancingStrategy> all(RandomGenerator random, LongSupplier clock) {
    var address = new RequestKey.ClientAddress();
    Map<String, BalancingStrategy> all = new LinkedHashMap<>();
    all.put("round_robin", new RoundRobin());
    all.put("weighted_round_robin", new WeightedRoundRobin());
    all.put("random", new Random(random));
    all.put("weighted_random", new WeightedRandom(random));
    all.put("ip_hash", new IpHash());
    all.put("ring_hash", new RingHash(address, 160, 0));
    all.put("ring_hash, max_load 1.25", new RingHash(address, 160, 1.25));
    all.put("maglev", new Maglev(address, 65_537, 0));
    all.put("maglev, max_load 1.25", new Maglev(address, 65_537, 1.25));
    all.put("sticky_cookie", new StickyCookie(COOKIE, new PowerOfTwoChoices(random)));
    all.put("least_connections", new LeastConnections());
    all.put("power_of_two_choices", new PowerOfTwoChoices(random));
    all.put("peak_ewma", new PeakEwma(10_000_000_000L, 1_000_000_000L, random, clock));
    return all;
  }
}
