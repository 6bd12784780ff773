package io.servex.server.wiring;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.core.DataPlane;
import io.servex.core.accept.Listeners;
import io.servex.core.exchange.Exchanges;
import io.servex.core.upstream.UpstreamSettings;
import io.servex.server.StartException;
import io.servex.server.config.ServexConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running gateway. */
public final class Gateway implements AutoCloseable {
  private final DataPlane dataPlane;
  private final HealthEndpoint health;
  private final Duration shutdownTimeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Gateway(DataPlane dataPlane, HealthEndpoint health, Duration shutdownTimeout) {
    this.dataPlane = dataPlane;
    this.health = health;
    this.shutdownTimeout = shutdownTimeout;
  }

  /** The installed balancing strategies by their type. */
  @SuppressWarnings("rawtypes")
  public static Map<String, BalancingStrategyProvider<?>> strategies() {
    Map<String, BalancingStrategyProvider<?>> found = new TreeMap<>();
    for (var provider : ServiceLoader.load(BalancingStrategyProvider.class)) {
      found.put(provider.type(), provider);
    }
    return found;
  }

  /**
   * Starts a gateway.
   *
   * @throws StartException if an address, a certificate or a backend's name is of no use; nothing
   *     is left open then
   */
  public static Gateway start(ServexConfig config) throws StartException {
    var health = new HealthEndpoint();
    try {
      var injector =
          Guice.createInjector(Stage.DEVELOPMENT, new GatewayModule(config, strategies(), health));
      var workers = config.server().workers();
      var dataPlane =
          DataPlane.start(
              workers > 0 ? workers : Runtime.getRuntime().availableProcessors(),
              injector.getInstance(Listeners.Settings.class),
              injector.getInstance(Exchanges.Settings.class),
              injector.getInstance(UpstreamSettings.class));
      return new Gateway(dataPlane, health, config.server().shutdownTimeout());
    } catch (IOException e) {
      throw new StartException("cannot listen: " + e.getMessage());
    } catch (ProvisionException | CreationException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(String.valueOf(cause.getMessage()));
    }
  }

  /** Where it listens: http before https. */
  public List<InetSocketAddress> addresses() {
    return dataPlane.addresses();
  }

  /** Stops accepting, lets requests end within the shutdown timeout, and lets go of everything. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      health.drain();
      dataPlane.drain(shutdownTimeout);
      dataPlane.close();
    }
  }
}
