package io.servex.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.servex.api.http.AddressBlocks;
import io.servex.core.accept.ConnectionLimiter;
import io.servex.core.accept.Listeners;
import io.servex.core.accept.PressureGauge;
import io.servex.core.accept.TlsContexts;
import io.servex.core.decode.ClientAddress;
import io.servex.core.decode.ConnectionTimeouts;
import io.servex.core.decode.RequestLimits;
import io.servex.core.exchange.ExchangeTerms;
import io.servex.core.exchange.ExchangeTimeouts;
import io.servex.core.exchange.Exchanges;
import io.servex.core.exchange.ForwardingSettings;
import io.servex.core.exchange.Tracing;
import io.servex.core.upstream.IdleLimits;
import io.servex.core.upstream.UpstreamSettings;
import io.servex.server.StartException;
import io.servex.server.config.ListenAddress;
import io.servex.server.config.ProxySection;
import io.servex.server.config.ServerSection;
import io.servex.server.config.Setup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import javax.net.ssl.SSLException;

/** Turns a configuration into the collaborators of a gateway. */
final class GatewayModule extends AbstractModule {
  private final Setup setup;
  private final Observation observation;
  private final ComponentFactory components;
  private final TrafficDumps dumps;
  private final Filters filters;
  private final Listening listeners;
  private final Endpoints endpoints;
  private final Carried before;

  GatewayModule(
      Setup setup,
      Observation observation,
      ComponentFactory components,
      TrafficDumps dumps,
      Filters filters,
      Listening listeners,
      Endpoints endpoints,
      Carried before) {
    this.setup = setup;
    this.observation = observation;
    this.components = components;
    this.dumps = dumps;
    this.filters = filters;
    this.listeners = listeners;
    this.endpoints = endpoints;
    this.before = before;
  }

  Setup setup() {
    return setup;
  }

  OpenComponents opened() {
    return components.opened();
  }

  TrafficDumps dumps() {
    return dumps;
  }

  Filters filters() {
    return filters;
  }

  Listening listeners() {
    return listeners;
  }

  @Provides
  @Singleton
  ServerSection server() {
    return setup.config().server();
  }

  @Provides
  @Singleton
  ProxySection proxy() {
    return setup.config().proxy();
  }

  @Provides
  @Singleton
  RuleCompiler rules(ProxySection proxy) throws StartException {
    return new RuleCompiler(proxy, components, dumps, filters, endpoints, before);
  }

  @Provides
  @Singleton
  RequestLimits limits(ServerSection server) {
    return new RequestLimits(
        (int) server.maxRequestLineBytes().bytes(),
        (int) server.maxHeaderBytes().bytes(),
        server.maxHeaderCount(),
        RequestLimits.Underscores.valueOf(server.underscoresInHeaders().name()));
  }

  @Provides
  @Singleton
  Listeners.Settings listeners(ServerSection server, ProxySection proxy, RequestLimits limits)
      throws StartException {
    var bindings = new ArrayList<Listeners.Binding>();
    if (!server.http().isEmpty()) {
      bindings.add(new Listeners.Binding(address(server.http()), null));
    }
    if (!server.https().isEmpty()) {
      try {
        var tls = TlsContexts.server(Path.of(server.certFile()), Path.of(server.keyFile()));
        bindings.add(new Listeners.Binding(address(server.https()), tls));
      } catch (SSLException e) {
        throw new StartException(
            server.certFile()
                + ", "
                + server.keyFile()
                + ": no usable certificate and key: "
                + e.getMessage());
      }
    }
    return new Listeners.Settings(
        bindings,
        limits,
        new ConnectionTimeouts(
            java.time.Duration.ofSeconds(10),
            server.readHeaderTimeout(),
            server.readTimeout(),
            server.bodyIdleTimeout(),
            server.idleTimeout(),
            proxy.tunnelIdleTimeout()),
        new ClientAddress(AddressBlocks.parse(server.trustedProxies())),
        new ConnectionLimiter.Limits(
            total(server), server.maxConnections(), server.maxConnectionsPerClient()));
  }

  private static int total(ServerSection server) {
    if (server.maxConnectionsTotal() > 0) {
      return server.maxConnectionsTotal();
    }
    var descriptors = PressureGauge.descriptorLimit();
    return descriptors > 0
        ? (int) Math.min(Integer.MAX_VALUE, descriptors * 45 / 100)
        : Integer.MAX_VALUE;
  }

  private static InetSocketAddress address(String text) throws StartException {
    var parsed = ListenAddress.parse(text);
    if (parsed == null) {
      throw new StartException(text + ": no address to listen on");
    }
    try {
      return parsed.host().isEmpty()
          ? new InetSocketAddress(parsed.port())
          : new InetSocketAddress(InetAddress.getByName(parsed.host()), parsed.port());
    } catch (UnknownHostException e) {
      throw new StartException(text + ": the host cannot be resolved");
    }
  }

  @Provides
  @Singleton
  Exchanges.Settings exchanges(ServerSection server, ProxySection proxy, RuleCompiler rules)
      throws StartException {
    var endpoints = observation.endpoints(setup.config(), filters.unrouted());
    setup
        .endpoints()
        .forEach((path, endpoint) ->
            endpoints.put(path, filters.behind(endpoint.within(proxy.globalTimeout().toNanos()))));
    return new Exchanges.Settings(
        rules.table(endpoints),
        filters.unrouted(),
        new ExchangeTerms(
            new ForwardingSettings(
                proxy.forwardedHeaders() == ProxySection.Forwarded.APPEND,
                proxy.via(),
                server.authToken().isPresent() && !proxy.forwardAuthorization()),
            server.tracing().enabled() ? new Tracing(server.tracing().sampleRate()) : null,
            new ExchangeTimeouts(
                proxy.connectTimeout().toNanos(),
                proxy.responseHeaderTimeout().toNanos(),
                proxy.streamIdleTimeout().toNanos()),
            server.sendErrorToClient(),
            observation.observers(setup.config()),
            listeners.all()));
  }

  @Provides
  @Singleton
  UpstreamSettings upstream(ProxySection proxy, RuleCompiler rules, RequestLimits limits)
      throws StartException {
    return new UpstreamSettings(
        rules.addresses(),
        new IdleLimits(proxy.maxIdleConns(), proxy.maxIdleConnsPerHost(), proxy.idleConnTimeout()),
        limits,
        rules.tls());
  }
}
