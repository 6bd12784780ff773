package io.servex.server.discovery;

import io.servex.api.discovery.BackendDiscovery;
import io.servex.api.discovery.BackendDiscoveryProvider;
import io.servex.api.discovery.DiscoveredBackend;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.SettingProblems;
import io.servex.server.discovery.DnsMessage.Data.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Creates the discovery {@code dns_srv}: the targets of service records (RFC 2782) with their ports
 * and weights, of the group with the lowest priority, for as long as the records are good.
 */
public final class DnsSrvDiscoveryProvider
    implements BackendDiscoveryProvider<DnsSrvDiscoveryProvider.Config> {
  /**
   * The settings.
   *
   * @param name the name of the records
   * @param scheme how the backends are spoken to
   * @param servers name servers; those of the system where there are none
   * @param timeout the limit of each question
   */
  public record Config(
      @Description("Name of the records, such as `_http._tcp.api.internal`") String name,
      @Description("`http` or `https`") @Default("http") Scheme scheme,
      @Description("Name servers, `address:port`; those of the system where absent") @Default("[]")
          List<String> servers,
      @Description("Limit of each question to a name server") @Default("2s") Duration timeout) {
    /** Refuses what nobody can be asked for, or by. */
    public Config {
      var problems = new SettingProblems();
      problems.check(!name.isBlank(), "name", name, "a name such as _http._tcp.api.internal");
      problems.readEach("servers", servers, NameServer::parse);
      problems.raise();
    }
  }

  /** How backends are spoken to. */
  public enum Scheme {
    HTTP,
    HTTPS
  }

  @Override
  public String type() {
    return "dns_srv";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BackendDiscovery create(Config config, PluginContext context) {
    var servers = config.servers.stream().map(NameServer::parse).toList();
    List<InetSocketAddress> used = servers.isEmpty() ? SystemResolver.read().servers() : servers;
    if (used.isEmpty()) {
      throw new IllegalArgumentException("no name server (expected: servers)");
    }
    var client = new DnsClient(used, config.timeout);
    return () -> find(client, config);
  }

  private static BackendDiscovery.Found find(DnsClient client, Config config) throws IOException {
    var answer = client.ask(config.name, DnsMessage.SRV);
    var services =
        answer.records().stream()
            .filter(Service.class::isInstance)
            .map(Service.class::cast)
            .filter(service -> !service.target().isEmpty())
            .toList();
    var first = services.stream().mapToInt(Service::priority).min().orElse(0);
    var backends =
        services.stream()
            .filter(service -> service.priority() == first)
            .sorted(Comparator.comparing(Service::target).thenComparing(Service::port))
            .map(service -> backend(config.scheme, service))
            .toList();
    return new BackendDiscovery.Found(backends, Duration.ofSeconds(answer.seconds()));
  }

  private static DiscoveredBackend backend(Scheme scheme, Service service) {
    var url =
        URI.create(
            (scheme == Scheme.HTTPS ? "https://" : "http://")
                + service.target()
                + ":"
                + service.port());
    return new DiscoveredBackend(url, Math.max(1, service.weight()));
  }
}
