/** The gateway as a program: configuration, plugins, wiring, command line. Nobody requires it. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"module", "requires-automatic"})
module io.servex.server {
  requires transitive io.servex.api;
  requires io.servex.core;
  requires io.servex.health;
  requires static org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.codahale.metrics;
  requires com.google.common;
  requires com.google.guice;
  requires info.picocli;
  requires io.netty.handler;
  requires io.prometheus.metrics.config;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires jakarta.inject;
  requires java.management;
  requires jdk.httpserver;
  requires jdk.management;
  requires jdk.unsupported;
  requires org.slf4j;
  requires org.snakeyaml.engine;
  requires re2j;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  uses io.servex.api.balancing.BalancingStrategyProvider;
  uses io.servex.api.capture.RecorderProvider;
  uses io.servex.api.discovery.BackendDiscoveryProvider;
  uses io.servex.api.dump.DumpSinkProvider;
  uses io.servex.api.exchange.ExchangeListenerProvider;
  uses io.servex.api.filter.FilterProvider;
  uses io.servex.api.health.HealthProbeProvider;
  uses io.servex.api.routing.RouteMatcherProvider;

  provides ch.qos.logback.classic.spi.Configurator with
      io.servex.server.observe.FirstLogs;
  provides io.servex.api.discovery.BackendDiscoveryProvider with
      io.servex.server.discovery.FileDiscoveryProvider,
      io.servex.server.discovery.DnsSrvDiscoveryProvider;
  provides java.lang.System.LoggerFinder with
      io.servex.server.observe.PlatformLogs;

  exports io.servex.server;
  exports io.servex.server.embed;

  opens io.servex.server to
      info.picocli;
  opens io.servex.server.dump to
      info.picocli;
  opens io.servex.server.wiring to
      com.google.guice;
}
