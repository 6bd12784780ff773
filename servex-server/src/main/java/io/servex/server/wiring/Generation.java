package io.servex.server.wiring;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.servex.core.DataPlane;
import io.servex.core.accept.Listeners;
import io.servex.core.exchange.Destination;
import io.servex.core.exchange.Exchanges;
import io.servex.core.upstream.UpstreamSettings;
import io.servex.server.StartException;
import io.servex.server.config.ServexConfig;
import io.servex.server.config.Setup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graph of one configuration, built and checked as a whole before any of it is in force.
 *
 * @param setup what was configured, and what was installed
 * @param dumps the traffic dump
 * @param filters the filters
 * @param listeners the exchange listeners
 * @param settings what the data plane goes by
 * @param carried what the next generation may take over
 * @param opened what is to be closed with its components
 * @param locations where it has its backends from
 * @param upstreams the rules, in file order
 */
record Generation(
    Setup setup,
    TrafficDumps dumps,
    Filters filters,
    Listening listeners,
    DataPlane.Settings settings,
    Carried carried,
    OpenComponents opened,
    Locations.Used locations,
    List<Destination.Upstream> upstreams) {
  ServexConfig config() {
    return setup.config();
  }

  /**
   * Builds a generation.
   *
   * @param locations where backends are
   * @param before the one in force, parts of which may live on; null at the start
   * @throws StartException if an address, a certificate, a backend's name or a component is of no
   *     use; nothing is left open then
   */
  static Generation build(
      Setup setup, Observation observation, Locations locations, @Nullable Generation before)
      throws StartException {
    var opened = before == null ? null : before.opened;
    var plugins = setup.config().plugins();
    var host =
        new Host(
            observation.components(),
            plugins.dataFolder(),
            plugins.failureBudget(),
            plugins.allocationSampling());
    var components = new ComponentFactory(setup.components(), host, opened);
    TrafficDumps dumps = null;
    Filters filters = null;
    try {
      dumps = TrafficDumps.open(setup, components, before == null ? null : before.dumps);
      filters = Filters.open(setup, components, before == null ? null : before.filters);
      var listeners =
          Listening.open(
              setup.config().exchangeListeners(),
              components,
              before == null ? null : before.listeners);
      var carried = before == null ? new Carried() : before.carried;
      var used = locations.use(setup.config().proxy().dns());
      var endpoints = Endpoints.of(setup.config().proxy(), components, used);
      return build(
          new GatewayModule(
              setup, observation, components, dumps, filters, listeners, endpoints, carried),
          used);
    } catch (StartException | RuntimeException e) {
      if (filters != null) {
        filters.closeAllBut(before == null ? null : before.filters);
      }
      if (dumps != null && (before == null || dumps != before.dumps)) {
        dumps.close();
      }
      components.opened().closeAllBut(opened);
      throw e;
    }
  }

  private static Generation build(GatewayModule module, Locations.Used locations)
      throws StartException {
    try {
      var injector = Guice.createInjector(Stage.DEVELOPMENT, module);
      var settings =
          new DataPlane.Settings(
              injector.getInstance(Listeners.Settings.class),
              injector.getInstance(Exchanges.Settings.class),
              injector.getInstance(UpstreamSettings.class));
      var rules = injector.getInstance(RuleCompiler.class);
      return new Generation(
          module.setup(),
          module.dumps(),
          module.filters(),
          module.listeners(),
          settings,
          rules.carried(),
          module.opened(),
          locations,
          rules.upstreams());
    } catch (ProvisionException | CreationException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(String.valueOf(cause.getMessage()));
    }
  }

  /** Closes what another generation does not share, which may be none. */
  void closeAllBut(@Nullable Generation next) {
    allBut(next).forEach(Runnable::run);
  }

  /** The same for later, one after the other; nothing else of the two is held by it. */
  List<Runnable> allBut(@Nullable Generation next) {
    var endings = new ArrayList<>(filters.allBut(next == null ? null : next.filters));
    if (next == null || dumps != next.dumps) {
      endings.add(dumps::close);
    }
    endings.addAll(opened.allBut(next == null ? null : next.opened));
    return endings;
  }
}
