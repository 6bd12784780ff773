/** The balancing strategy {@code acme.sticky}, an example. */
@org.jspecify.annotations.NullMarked
module acme.sticky {
  requires io.servex.api;
  requires static org.jspecify;

  provides io.servex.api.balancing.BalancingStrategyProvider with
      acme.sticky.StickyProvider;
}
