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
import java.util.List;

/**
 * The graph of one configuration, built and checked as a whole before any of it is in force.
 *
 * @param setup what was configured, and what was installed
 * @param settings what the data plane goes by
 * @param carried what the next generation may take over
 * @param upstreams the rules, in file order
 */
record Generation(
    Setup setup,
    DataPlane.Settings settings,
    Carried carried,
    List<Destination.Upstream> upstreams) {
  ServexConfig config() {
    return setup.config();
  }

  /**
   * Builds a generation.
   *
   * @param module the configuration's collaborators
   * @throws StartException if an address, a certificate or a backend's name is of no use
   */
  static Generation build(GatewayModule module) throws StartException {
    try {
      var injector = Guice.createInjector(Stage.DEVELOPMENT, module);
      var settings =
          new DataPlane.Settings(
              injector.getInstance(Listeners.Settings.class),
              injector.getInstance(Exchanges.Settings.class),
              injector.getInstance(UpstreamSettings.class));
      var rules = injector.getInstance(RuleCompiler.class);
      return new Generation(module.setup(), settings, rules.carried(), rules.upstreams());
    } catch (ProvisionException | CreationException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(String.valueOf(cause.getMessage()));
    }
  }
}
