/**
 * Active checks of backends. It knows nothing of the data plane: it reports to a listener. Its
 * probes are found by {@link java.util.ServiceLoader}, like anybody's.
 */
@org.jspecify.annotations.NullMarked
module io.servex.health {
  requires transitive io.servex.api;
  requires static org.jspecify;

  exports io.servex.health to
      io.servex.server;

  opens io.servex.health to
      io.servex.server;

  provides io.servex.api.health.HealthProbeProvider with
      io.servex.health.HttpProbeProvider,
      io.servex.health.TcpProbeProvider;
}
