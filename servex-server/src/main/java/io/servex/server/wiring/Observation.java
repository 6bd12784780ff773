package io.servex.server.wiring;

import io.servex.core.DataPlane;
import io.servex.core.accept.LoopWatchdog;
import io.servex.core.accept.TlsContexts;
import io.servex.core.decode.Pressure;
import io.servex.core.exchange.Destination;
import io.servex.core.exchange.ExchangeObserver;
import io.servex.core.filter.FilterChain;
import io.servex.server.StartException;
import io.servex.server.Version;
import io.servex.server.admin.HealthEndpoint;
import io.servex.server.admin.MetricsEndpoint;
import io.servex.server.admin.ReadyEndpoint;
import io.servex.server.admin.StatusEndpoint;
import io.servex.server.config.LoggingSection;
import io.servex.server.config.ServerSection;
import io.servex.server.config.ServexConfig;
import io.servex.server.observe.ComponentMeters;
import io.servex.server.observe.DumpMeters;
import io.servex.server.observe.ExchangeMeters;
import io.servex.server.observe.Exposition;
import io.servex.server.observe.Family;
import io.servex.server.observe.GatewayLog;
import io.servex.server.observe.GatewayMeters;
import io.servex.server.observe.HealthMeters;
import io.servex.server.observe.LineWriter;
import io.servex.server.observe.Meters;
import io.servex.server.observe.ProcessMeters;
import io.servex.server.observe.RequestLog;
import io.servex.server.observe.RuleMeters;
import io.servex.server.plugin.Components;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway tells about itself, over all its configurations: who observes its exchanges, and
 * what its endpoints show.
 */
final class Observation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

  private final Meters meters;
  private final Meters.Group process;
  private final ExchangeMeters exchanges;
  private final HealthEndpoint health = new HealthEndpoint();
  private final ReadyEndpoint ready = new ReadyEndpoint(health);
  private final StatusEndpoint status;
  private final RuleMeters backends;
  private final DumpMeters dumps;
  private final ComponentMeters components;
  private final RetiredLoaders loaders = new RetiredLoaders();
  private final HeldLoops held;
  private @Nullable LoopWatchdog watchdog;
  private final GatewayLog log;
  private final HealthChecks checks;
  private final LineWriter lines;
  private final AuditTrail audit;
  private final int loops;
  private Meters.Group rules;

  Observation(int loops, GatewayLog log) {
    this.loops = loops;
    this.log = log;
    meters = new Meters(loops);
    lines = new LineWriter(meters, log.output());
    audit = new AuditTrail(meters, lines, loops);
    process = meters.group();
    rules = meters.group();
    exchanges = new ExchangeMeters(meters);
    status = new StatusEndpoint(meters, health, Version.text());
    backends = new RuleMeters(meters);
    dumps = new DumpMeters(meters);
    components = new ComponentMeters(meters);
    held = new HeldLoops(components);
    checks = new HealthChecks(new HealthMeters(meters));
  }

  /** Who learns of the exchanges of a configuration. */
  List<ExchangeObserver> observers(ServexConfig config) throws StartException {
    var observers = new ArrayList<ExchangeObserver>();
    observers.add(exchanges);
    if (!config.logging().disableRequestLogging()) {
      observers.add(new RequestLog(config.logging(), lines, loops));
    }
    audit.prepare(config).ifPresent(observers::add);
    return observers;
  }

  /** Where changes are written down that no request brings about. */
  AuditTrail audit() {
    return audit;
  }

  /**
   * The gateway's own endpoints in a configuration, by their paths.
   *
   * @param unrouted what requests pass that no rule takes
   */
  Map<String, Destination> endpoints(ServexConfig config, FilterChain unrouted) {
    var server = config.server();
    Map<String, Destination> endpoints = new LinkedHashMap<>();
    BiConsumer<Exemption, Destination> add =
        (spared, endpoint) -> endpoints.put(endpoint.name(), spared.apply(endpoint, unrouted));
    if (server.enableHealthEndpoint()) {
      add.accept(Exemption.PROBE, health.destination(server.healthPath()));
    }
    if (server.enableDefaultMetrics()) {
      var metrics = new MetricsEndpoint(new Exposition(meters));
      add.accept(
          Exemption.SCRAPE, metrics.destination(server.metricsPath(), server.metricsPublic()));
    }
    if (!server.readyPath().isEmpty()) {
      add.accept(Exemption.PROBE, ready.destination(server.readyPath()));
    }
    if (server.statusEndpoint(config.proxy().enabled())) {
      add.accept(Exemption.NONE, status.destination(server.statusPath()));
    }
    return endpoints;
  }

  /** Where whoever counts something for the whole life of the gateway adds it. */
  Meters.Group meters() {
    return process;
  }

  /** The gateway runs: what it is made of can be measured. */
  void started(DataPlane dataPlane) {
    var gateway = new GatewayMeters(process);
    gateway.build(Version.text());
    gateway.dataPlane(dataPlane);
    ProcessMeters.register(process);
    watchdog = dataPlane.watch(held);
    process.gauge(
        Family.gauge(
            "servex_plugin_retired_loaders",
            "Class loaders of plugins that others took the place of, and that are in memory still."),
        loaders::inMemory);
    process.counter(
        Family.counter("servex_log_write_failures_total", "Writes of log lines that failed."),
        () -> log.output().failures());
    ready.shedding(() -> dataPlane.pressure().sheds(Pressure.Level.REQUESTS));
  }

  /**
   * A configuration is in force: the series of rules and backends that are gone go too.
   *
   * @param generation the configuration
   */
  synchronized void inForce(Generation generation) {
    var upstreams = generation.upstreams();
    ready.inForce(upstreams);
    status.inForce(generation.config().proxy(), upstreams, checks);
    dumps.inForce(generation.dumps());
    var before = rules;
    rules = meters.group();
    backends.inForce(upstreams);
    GatewayMeters.filters(rules, generation.filters().all());
    certificate(generation.config().server());
    before.close();
    exchanges.inForce(upstreams);
    lines.output(log.output());
    audit.inForce();
  }

  /** Opens the log that a configuration asks for. */
  GatewayLog.Change log(LoggingSection settings) throws StartException {
    try {
      return log.prepare(settings);
    } catch (IOException e) {
      throw new StartException(
          "logging.file: " + e.getMessage() + " (expected: a file that can be written)");
    }
  }

  /** Opens the log's file anew, after somebody moved it away. */
  void reopenLog() throws IOException {
    log.output().reopen();
    audit.reopen();
  }

  private void certificate(ServerSection server) {
    if (!server.https().isEmpty()) {
      try {
        GatewayMeters.certificate(rules, TlsContexts.expiry(Path.of(server.certFile())));
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("certificate's expiry unknown");
      }
    }
  }

  /** One set of plugins took the place of another. */
  void swapped(Components before, Components now) {
    loaders.swapped(before, now);
    held.inForce(now);
  }

  /** Where components count. */
  ComponentMeters components() {
    return components;
  }

  /** The checks of backends. */
  HealthChecks health() {
    return checks;
  }

  /** The event loops are about to end. */
  void ending() {
    if (watchdog != null) {
      watchdog.close();
    }
  }

  /** The gateway drains. */
  void drain() {
    health.drain();
  }

  @Override
  public synchronized void close() {
    checks.close();
    audit.close();
    lines.close();
    try {
      log.close();
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("error", String.valueOf(e.getMessage())).log("log not closed");
    }
    process.close();
    rules.close();
    backends.inForce(List.of());
  }
}
