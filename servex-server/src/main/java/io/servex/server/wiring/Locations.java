package io.servex.server.wiring;

import io.servex.api.discovery.BackendDiscovery;
import io.servex.api.discovery.DiscoveredBackend;
import io.servex.server.StartException;
import io.servex.server.config.BackendList;
import io.servex.server.config.ProxySection;
import io.servex.server.discovery.HostNames;
import io.servex.server.discovery.NameServer;
import io.servex.server.discovery.Refresher;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where backends are, over all configurations: the addresses of hosts, and the lists that
 * discoveries find. What is used by the configuration in force is looked up again and again.
 *
 * <p><b>Threading:</b> configurations come one at a time; changes are told on any thread.
 */
final class Locations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Locations.class);

  private final Map<Object, Refresher<?>> running = new HashMap<>();
  private final Map<HostKey, Thread> sought = new HashMap<>();
  private Runnable changed = () -> {};

  /** Somebody wants to know of changes. */
  synchronized void onChange(Runnable listener) {
    changed = listener;
  }

  /** What one configuration is going to use. */
  synchronized Used use(ProxySection.Dns dns) {
    return new Used(dns, Map.copyOf(running));
  }

  /** A configuration is in force: what it uses is kept fresh, all else is forgotten. */
  synchronized void inForce(Used used) {
    running.forEach((key, refresher) -> {
      if (used.refreshers.get(key) != refresher) {
        refresher.close();
      }
    });
    running.clear();
    running.putAll(used.refreshers);
    running.values().forEach(refresher -> refresher.start(this::changed));
    sought.forEach((host, seeker) -> {
      if (!used.unknown.contains(host)) {
        seeker.interrupt();
      }
    });
    sought.keySet().retainAll(used.unknown);
    used.unknown.forEach(host -> sought.computeIfAbsent(host, key -> seek(key, used)));
  }

  private Thread seek(HostKey host, Used used) {
    LOG.atWarn()
        .addKeyValue("host", host.host)
        .log("backend left out until its host has an address");
    var names = used.names();
    return Thread.ofVirtual().name("servex-seeker").start(() -> seek(host, names));
  }

  private void seek(HostKey host, HostNames names) {
    try {
      do {
        Thread.sleep(host.dns.minInterval());
      } while (!known(host, names));
      synchronized (this) {
        sought.remove(host, Thread.currentThread());
      }
      changed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean known(HostKey host, HostNames names) {
    try {
      return !names.find(host.host).value().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private void changed() {
    Runnable listener;
    synchronized (this) {
      listener = changed;
    }
    listener.run();
  }

  @Override
  public synchronized void close() {
    running.values().forEach(Refresher::close);
    running.clear();
    sought.values().forEach(Thread::interrupt);
    sought.clear();
  }

  /** The addresses of a host. */
  private record HostKey(ProxySection.Dns dns, String host) {}

  /** What one configuration uses. */
  static final class Used {
    private final ProxySection.Dns dns;
    private final Map<Object, Refresher<?>> before;
    private final Map<Object, Refresher<?>> refreshers = new HashMap<>();
    private final Set<HostKey> unknown = new HashSet<>();
    private @Nullable HostNames names;

    private Used(ProxySection.Dns dns, Map<Object, Refresher<?>> before) {
      this.dns = dns;
      this.before = before;
    }

    /**
     * The addresses of a host at the moment.
     *
     * @throws StartException if they were never found so far, and are not now
     */
    List<InetAddress> addresses(String host) throws StartException {
      try {
        return List.of(InetAddress.ofLiteral(host));
      } catch (IllegalArgumentException e) {
        return get(new HostKey(dns, host), host, () -> names().find(host));
      }
    }

    /** Has a host looked for that has no address, until it has one. */
    void seek(String host) {
      unknown.add(new HostKey(dns, host));
    }

    /** Whether a host is written as an address. */
    static boolean literal(String host) {
      try {
        return InetAddress.ofLiteral(host).getAddress().length > 0;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private HostNames names() {
      var known = names;
      if (known == null) {
        known =
            new HostNames(
                dns.servers().stream().map(NameServer::parse).toList(),
                dns.timeout(),
                dns.interval());
        names = known;
      }
      return known;
    }

    /**
     * The backends that a discovery finds.
     *
     * @param key what makes the discovery the same
     * @throws StartException if they were never found so far, and are not now
     */
    List<DiscoveredBackend> backends(Object key, String path, BackendDiscovery discovery)
        throws StartException {
      return get(key, path, () -> checked(discovery.find()));
    }

    private static Refresher.Fresh<List<DiscoveredBackend>> checked(BackendDiscovery.Found found)
        throws IOException {
      for (var backend : found.backends()) {
        var problem = BackendList.problem(backend.url());
        if (problem != null) {
          throw new IOException(problem);
        }
        if (backend.weight() < 0 || backend.weight() > 1_000_000) {
          throw new IOException(backend.url() + ": a weight of " + backend.weight());
        }
      }
      return new Refresher.Fresh<>(found.backends(), found.validFor());
    }

    @SuppressWarnings("unchecked")
    private <T> T get(Object key, String what, Refresher.Source<T> source) throws StartException {
      var known = refreshers.get(key);
      var refresher = known == null ? before.get(key) : known;
      try {
        if (refresher == null) {
          var bounds = new Refresher.Bounds(dns.minInterval(), dns.maxInterval());
          refresher = new Refresher<>(what, source, bounds);
        }
      } catch (IOException e) {
        throw new StartException(what + ": cannot be resolved: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartException(what + ": cannot be resolved: interrupted");
      }
      refreshers.put(key, refresher);
      return (T) refresher.value();
    }
  }
}
