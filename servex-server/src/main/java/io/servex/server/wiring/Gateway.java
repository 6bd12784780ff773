package io.servex.server.wiring;

import io.servex.api.filter.AuditEvent;
import io.servex.core.DataPlane;
import io.servex.core.accept.Listeners;
import io.servex.core.exchange.RunningExchanges;
import io.servex.core.select.LoadBalancer;
import io.servex.server.StartException;
import io.servex.server.config.Setup;
import io.servex.server.observe.GatewayLog;
import io.servex.server.plugin.Components;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration TOGETHER = Duration.ofMillis(50);
  private static final AuditEvent RELOADED =
      AuditEvent.of("config.change", AuditEvent.Severity.HIGH, "another configuration is in force");

  private final DataPlane dataPlane;
  private final Observation observation;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Object reloading = new Object();
  private final Set<Retirement> retired = ConcurrentHashMap.newKeySet();
  private final List<RunningExchanges> running = new ArrayList<>();
  private final Locations locations;
  private final AtomicBoolean moved = new AtomicBoolean();
  private volatile Generation generation;

  private Gateway(
      DataPlane dataPlane, Observation observation, Locations locations, Generation generation) {
    this.dataPlane = dataPlane;
    this.observation = observation;
    this.locations = locations;
    this.generation = generation;
  }

  /**
   * Starts a gateway.
   *
   * @param log where the lines about requests go; closed with the gateway, and when it cannot start
   * @throws StartException if an address, a certificate or a backend's name is of no use; nothing
   *     is left open then
   */
  public static Gateway start(Setup setup, GatewayLog log) throws StartException {
    var workers = setup.config().server().workers();
    var loops = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
    var observation = new Observation(loops, log);
    try {
      return start(setup, loops, observation);
    } catch (StartException | RuntimeException e) {
      observation.close();
      throw e;
    }
  }

  private static Gateway start(Setup setup, int loops, Observation observation)
      throws StartException {
    var locations = new Locations();
    var first = Generation.build(setup, observation, locations, null);
    try {
      var dataPlane = DataPlane.start(loops, first.settings());
      observation.started(dataPlane);
      observation.inForce(first);
      observation.swapped(setup.components(), setup.components());
      observation.health().inForce(first);
      InstalledLog.write(Components.builtIn(), setup.components());
      var gateway = new Gateway(dataPlane, observation, locations, first);
      locations.onChange(gateway::moved);
      locations.inForce(first.locations());
      return gateway;
    } catch (IOException e) {
      first.closeAllBut(null);
      throw new StartException("cannot listen: " + e.getMessage());
    } catch (RuntimeException e) {
      first.closeAllBut(null);
      throw e;
    }
  }

  /**
   * Serves by another configuration from now on, without costing a request: what is described in
   * the same words stays as it is, what runs ends by the configuration of its time.
   *
   * @return what was kept, added, drained and closed
   * @throws StartException if an address, a certificate or a backend's name is of no use; nothing
   *     is changed then
   */
  public ReloadReport reload(Setup setup) throws StartException {
    synchronized (reloading) {
      var before = generation;
      var logs = observation.log(setup.config().logging());
      Generation next = null;
      try {
        next = Generation.build(setup, observation, locations, before);
        var listeners = apply(next);
        InstalledLog.write(before.setup().components(), setup.components());
        observation.swapped(before.setup().components(), setup.components());
        logs.apply();
        follow(before, next);
        observation.audit().note(RELOADED);
        return report(listeners, before, next);
      } catch (IOException e) {
        discard(logs, next);
        throw new StartException("cannot listen: " + e.getMessage());
      } catch (StartException | RuntimeException e) {
        discard(logs, next);
        throw e;
      }
    }
  }

  private Listeners.Change apply(Generation next) throws IOException {
    var applied = dataPlane.apply(next.settings(), next.config().server().drainTimeout());
    generation = next;
    next.carried().inForce();
    running.removeIf(exchanges -> exchanges.count() == 0);
    running.addAll(applied.running());
    return applied.listeners();
  }

  private void follow(Generation before, Generation next) {
    observation.inForce(next);
    observation.health().inForce(next);
    locations.inForce(next.locations());
    retire(before, next);
  }

  /** Backends are elsewhere. Changes that come together take force together. */
  private void moved() {
    if (moved.compareAndSet(false, true)) {
      var thread = Thread.ofVirtual().name("servex-move").start(this::move);
      assert thread.isVirtual();
    }
  }

  private void move() {
    delay(TOGETHER);
    for (var first = true; !move(first); first = false) {
      delay(generation.config().proxy().dns().minInterval());
    }
  }

  /**
   * Builds what is in force anew, with the backends where they are now.
   *
   * @param first whether this is the first try
   * @return whether there is nothing more to do, or somebody else does it
   */
  private boolean move(boolean first) {
    synchronized (reloading) {
      moved.set(false);
      var before = generation;
      Generation next = null;
      try {
        if (!closed.get()) {
          next = Generation.build(before.setup(), observation, locations, before);
          apply(next);
          follow(before, next);
        }
        return true;
      } catch (IOException | StartException | RuntimeException e) {
        if (next != null) {
          next.closeAllBut(generation);
        }
        if (first) {
          LOG.atError().addKeyValue("error", String.valueOf(e.getMessage())).log("backends kept");
        }
        return !moved.compareAndSet(false, true);
      }
    }
  }

  private void discard(GatewayLog.Change logs, @Nullable Generation next) {
    logs.discard();
    if (next != null) {
      next.closeAllBut(generation);
    }
  }

  private void retire(Generation before, Generation next) {
    var dropped = new HashMap<>(before.carried().balancers());
    dropped.keySet().removeAll(next.carried().balancers().keySet());
    dropped.values().forEach(LoadBalancer::close);
    retired.removeIf(Retirement::over);
    var endings = before.allBut(next);
    if (!endings.isEmpty()) {
      retired.add(Retirement.begin(endings, running));
    }
  }

  private static ReloadReport report(
      Listeners.Change listeners, Generation before, Generation after) {
    var rules = after.carried().balancers().keySet();
    var backends = after.carried().backends().keySet();
    var sameRules = new HashSet<>(before.carried().balancers().keySet());
    sameRules.retainAll(rules);
    var sameBackends = new HashSet<>(before.carried().backends().keySet());
    sameBackends.retainAll(backends);
    return new ReloadReport(
        listeners,
        ReloadReport.Change.between(
            names(before.carried().balancers().keySet()),
            names(rules),
            Set.copyOf(names(sameRules))),
        ReloadReport.Change.between(
            keys(before.carried().backends().keySet()),
            keys(backends),
            Set.copyOf(keys(sameBackends))),
        before.config().server().workers() == after.config().server().workers()
            ? List.of()
            : List.of("server.workers"),
        after.setup().components().failures());
  }

  private static List<String> names(Set<Carried.RuleIdentity> rules) {
    return rules.stream().map(Carried.RuleIdentity::name).toList();
  }

  private static List<String> keys(Set<Carried.BackendIdentity> backends) {
    return backends.stream().map(Carried.BackendIdentity::key).toList();
  }

  /** Where it listens: http before https. */
  public List<InetSocketAddress> addresses() {
    return dataPlane.addresses();
  }

  /** How long {@link #close} waits for requests to end, by the configuration in force. */
  public Duration shutdownTimeout() {
    return generation.config().server().shutdownTimeout();
  }

  /**
   * Opens the file of the log anew, after somebody moved it away.
   *
   * @throws IOException if that fails; the old file stays in use then
   */
  public void reopenLog() throws IOException {
    observation.reopenLog();
  }

  /** Goes on serving for a while, so that balancers in front see what health says. */
  private static void delay(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops accepting, lets requests end within the shutdown timeout, and lets go of everything. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      locations.close();
      observation.drain();
      delay(generation.config().server().shutdownDelay());
      dataPlane.drain(generation.config().server().shutdownTimeout());
      observation.ending();
      dataPlane.close();
      retired.forEach(Retirement::close);
      generation.closeAllBut(null);
      observation.close();
    }
  }
}
