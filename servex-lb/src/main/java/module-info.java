/**
 * The built-in balancing strategies. It exports nothing: they are found by {@link
 * java.util.ServiceLoader}, like anybody's.
 */
@org.jspecify.annotations.NullMarked
module io.servex.lb {
  requires io.servex.api;
  requires static org.jspecify;

  opens io.servex.lb to
      io.servex.server;

  provides io.servex.api.balancing.BalancingStrategyProvider with
      io.servex.lb.RoundRobinProvider,
      io.servex.lb.WeightedRoundRobinProvider,
      io.servex.lb.LeastConnectionsProvider,
      io.servex.lb.RandomProvider,
      io.servex.lb.WeightedRandomProvider,
      io.servex.lb.IpHashProvider,
      io.servex.lb.PowerOfTwoChoicesProvider,
      io.servex.lb.PeakEwmaProvider,
      io.servex.lb.RingHashProvider,
      io.servex.lb.MaglevProvider,
      io.servex.lb.StickyCookieProvider;
}
