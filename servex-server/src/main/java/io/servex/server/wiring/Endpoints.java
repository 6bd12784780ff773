package io.servex.server.wiring;

import io.servex.core.select.BackendState;
import io.servex.server.StartException;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.ProxySection;
import java.net.InetAddress;
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
   * @throws StartException if a host of the configuration has no address, or a discovery cannot be
   *     made, or finds backends none of which has one
   */
  static Endpoints of(ProxySection proxy, ComponentFactory components, Locations.Used locations)
      throws StartException {
    var endpoints = new Endpoints();
    for (var i = 0; proxy.enabled() && i < proxy.rules().size(); i++) {
      var ofRule = new ArrayList<Endpoint>();
      var rule = proxy.rules().get(i);
      if (rule.discovery().isEmpty()) {
        for (var backend : rule.backends()) {
          add(ofRule, backend, locations.addresses(host(backend)));
        }
      } else {
        addFound(ofRule, discovered(rule.discovery().get(), i, components, locations), locations);
      }
      endpoints.rules.add(List.copyOf(ofRule));
    }
    return endpoints;
  }

  private static List<ProxySection.Backend> discovered(
      ConfigNode discovery, int index, ComponentFactory components, Locations.Used locations)
      throws StartException {
    var path = "proxy.rules[" + index + "].discovery";
    return components.discovered(path, discovery, locations).stream()
        .map(one ->
            new ProxySection.Backend(
                one.url(), one.weight(), Optional.empty(), Optional.empty(), 0))
        .toList();
  }

  /** One whose host nobody knows yet is left out, unless no other is there. */
  private static void addFound(
      List<Endpoint> to, List<ProxySection.Backend> found, Locations.Used locations)
      throws StartException {
    StartException unknown = null;
    for (var backend : found) {
      try {
        add(to, backend, locations.addresses(host(backend)));
      } catch (StartException e) {
        unknown = e;
        locations.seek(host(backend));
      }
    }
    if (unknown != null && to.isEmpty()) {
      throw unknown;
    }
  }

  private static String host(ProxySection.Backend backend) {
    var host = String.valueOf(backend.url().getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static void add(
      List<Endpoint> to, ProxySection.Backend backend, List<InetAddress> addresses) {
    var url = backend.url();
    var named = !Locations.Used.literal(host(backend));
    for (var address : addresses) {
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
