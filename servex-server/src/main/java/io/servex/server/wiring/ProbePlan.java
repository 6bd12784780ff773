package io.servex.server.wiring;

import io.servex.api.health.HealthProbe;
import io.servex.core.accept.TlsContexts;
import io.servex.core.select.BackendState;
import io.servex.core.select.ProbedHealth;
import io.servex.health.Check;
import io.servex.health.Dialer;
import io.servex.health.SocketDialer;
import io.servex.server.StartException;
import io.servex.server.config.ProxySection;
import io.servex.server.wiring.Endpoints.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration checks: one check for each URL and path, however many rules name them.
 *
 * <p>A rule's backend goes by the check of its own path. One without a path goes by all checks of
 * its URL, since another rule knows how to ask.
 *
 * <p>Immutable once made.
 */
final class ProbePlan {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, List<String>> idsByAddress = new HashMap<>();
  private final boolean everything;

  /**
   * A check and whom it concerns.
   *
   * @param check what is checked
   * @param health what it says
   * @param state the address that it is about
   */
  record Entry(Check check, ProbedHealth health, BackendState state) {}

  private ProbePlan(boolean everything) {
    this.everything = everything;
  }

  /** Where nothing is checked. */
  static ProbePlan none() {
    return new ProbePlan(false);
  }

  /**
   * Plans the checks of a configuration.
   *
   * @param proxy what is configured
   * @param components makes the probe
   * @param before what the generation before says, by the ids of its checks
   * @param endpoints the backends of all rules
   * @param states the state of a backend
   * @throws StartException if the probe cannot be made, or the files of TLS cannot be used
   */
  static ProbePlan of(
      ProxySection proxy,
      ComponentFactory components,
      Map<String, Entry> before,
      List<Endpoint> endpoints,
      Function<Endpoint, @Nullable BackendState> states)
      throws StartException {
    var settings = proxy.healthCheck();
    if (!settings.enabled()) {
      return none();
    }
    var plan = new ProbePlan(!components.probeNeedsPath(settings.probe()));
    var probe = components.probe("proxy.health_check.probe", settings.probe());
    var tls = secured(endpoints) ? tls(proxy) : null;
    for (var endpoint : endpoints) {
      var state = states.apply(endpoint);
      if (state != null && (plan.everything || endpoint.backend().healthCheckPath().isPresent())) {
        var address = List.of(endpoint.address().getAddress());
        var dialer = new SocketDialer(backend -> address, tls, !proxy.insecureSkipVerify());
        plan.add(check(endpoint, settings, probe, dialer), address(endpoint), state, before);
      }
    }
    return plan;
  }

  private void add(Check check, String address, BackendState state, Map<String, Entry> before) {
    var known = entries.get(check.id());
    if (known != null) {
      if (check.interval().compareTo(known.check().interval()) < 0) {
        entries.put(check.id(), new Entry(check, known.health(), known.state()));
      }
      return;
    }
    var kept = before.get(check.id());
    var health = kept == null ? new ProbedHealth() : kept.health();
    entries.put(check.id(), new Entry(check, health, state));
    idsByAddress.computeIfAbsent(address, none -> new ArrayList<>()).add(check.id());
  }

  private static Check check(
      Endpoint endpoint, ProxySection.HealthCheck settings, HealthProbe probe, Dialer dialer) {
    var backend = endpoint.backend();
    return new Check(
        id(endpoint),
        backend.url(),
        backend.healthCheckPath().orElse(""),
        backend.healthCheckInterval().orElse(settings.defaultInterval()),
        settings.timeout(),
        settings.retryCount(),
        settings.rise(),
        settings.fall(),
        probe,
        dialer);
  }

  private static String id(Endpoint endpoint) {
    return address(endpoint) + " " + endpoint.backend().healthCheckPath().orElse("");
  }

  /** A backend's address and its URL as all spellings of it are written. */
  private static String address(Endpoint endpoint) {
    var url = endpoint.backend().url();
    var path = url.getRawPath() == null ? "" : url.getRawPath();
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    var end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return endpoint.key() + path.substring(0, end) + query;
  }

  private static boolean secured(List<Endpoint> endpoints) {
    return endpoints.stream()
        .anyMatch(endpoint -> "https".equalsIgnoreCase(endpoint.backend().url().getScheme()));
  }

  private static SSLContext tls(ProxySection proxy) throws StartException {
    var files = proxy.tls();
    try {
      return TlsContexts.sockets(
          files.caFile().orElse(null),
          files.certFile().orElse(null),
          files.keyFile().orElse(null),
          proxy.insecureSkipVerify());
    } catch (SSLException e) {
      throw new StartException("proxy.tls: the files cannot be used: " + e.getMessage());
    }
  }

  /** The checks, by their ids. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** The checks that a rule's backend goes by. */
  List<Entry> of(Endpoint endpoint) {
    if (entries.isEmpty()) {
      return List.of();
    }
    var own = entries.get(id(endpoint));
    if (own != null && (everything || endpoint.backend().healthCheckPath().isPresent())) {
      return List.of(own);
    }
    return idsByAddress.getOrDefault(address(endpoint), List.of()).stream()
        .map(id -> Objects.requireNonNull(entries.get(id)))
        .toList();
  }
}
