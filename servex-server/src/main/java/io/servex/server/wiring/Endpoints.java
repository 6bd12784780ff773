package io.servex.server.wiring;

import io.servex.core.select.BackendState;
import io.servex.server.StartException;
import io.servex.server.config.ProxySection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The backends of all rules, each at each of its addresses: those that the configuration names, and
 * those that discoveries find.
 *
 * <p>Immutable once made.
 */
final class Endpoints {
  private final List<List<Endpoint>> rules = new ArrayList<>();

  /**
   * A backend at one address.
   *
   * @param backend the backend as configured
   * @param key tells it from all others
   * @param address where it is
   * @param named whether its host is a name, which may have several addresses
   */
  record Endpoint(
      ProxySection.Backend backend, String key, InetSocketAddress address, boolean named) {}

  private Endpoints() {}

  /**
   * Finds them.
   *
   * @throws StartException if a host has no address, or a discovery cannot be made
   */
  static Endpoints of(ProxySection proxy, ComponentFactory components, Locations.Used locations)
      throws StartException {
    var endpoints = new Endpoints();
    for (var i = 0; proxy.enabled() && i < proxy.rules().size(); i++) {
      var ofRule = new ArrayList<Endpoint>();
      for (var backend : backends(proxy.rules().get(i), i, components, locations)) {
        add(ofRule, backend, locations);
      }
      endpoints.rules.add(List.copyOf(ofRule));
    }
    return endpoints;
  }

  private static List<ProxySection.Backend> backends(
      ProxySection.Rule rule, int index, ComponentFactory components, Locations.Used locations)
      throws StartException {
    if (rule.discovery().isEmpty()) {
      return rule.backends();
    }
    var path = "proxy.rules[" + index + "].discovery";
    var found = components.discovered(path, rule.discovery().get(), locations);
    return found.stream()
        .map(one ->
            new ProxySection.Backend(
                one.url(), one.weight(), Optional.empty(), Optional.empty(), 0))
        .toList();
  }

  private static void add(List<Endpoint> to, ProxySection.Backend backend, Locations.Used locations)
      throws StartException {
    var url = backend.url();
    var host = String.valueOf(url.getHost());
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    var named = !Locations.Used.literal(bare);
    for (var address : locations.addresses(bare)) {
      var key = BackendState.key(url) + (named ? "/" + address.getHostAddress() : "");
      to.add(
          new Endpoint(
              backend, key, new InetSocketAddress(address, BackendState.port(url)), named));
    }
  }

  /** Those of one rule, in order. */
  List<Endpoint> of(int rule) {
    return rules.get(rule);
  }

  /** Those of all rules. */
  List<Endpoint> all() {
    return rules.stream().flatMap(List::stream).toList();
  }
}
