package io.servex.server;

import io.servex.api.plugin.ComponentProvider;
import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.Setup;
import io.servex.server.observe.GatewayLog;
import io.servex.server.observe.OwnLog;
import io.servex.server.plugin.InstalledPlugins;
import io.servex.server.wiring.Gateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gateway inside another program.
 *
 * <pre>{@code
 * var rule = ProxyRule.builder().pathPrefix("/api/").backends(Backend.of("http://backend:8080"));
 * try (var gateway =
 *     Servex.builder()
 *         .http(":8080")
 *         .proxy(ProxyConfig.builder().rules(rule.build()).build())
 *         .start()) {
 *   System.out.println(gateway.addresses());
 * }
 * }</pre>
 *
 * <p>The lines about requests go where {@code logging} says, for each gateway of a process on its
 * own. What else there is to say goes to SLF4J under {@code io.servex}: how that is set up, levels
 * too, is the host's affair.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class Servex {
  private final InstalledPlugins plugins;
  private volatile Setup setup;

  private Servex(Setup setup, InstalledPlugins plugins) {
    this.setup = setup;
    this.plugins = plugins;
  }

  /**
   * Reads a YAML file.
   *
   * @throws IllegalArgumentException if there is any problem with it; the message names them all
   */
  public static Servex fromConfig(Path file) {
    return from(loader -> loader.load(file, null, Map.of()));
  }

  /**
   * Reads YAML text.
   *
   * @throws IllegalArgumentException if there is any problem with it; the message names them all
   */
  public static Servex fromYaml(String yaml) {
    return from(loader -> loader.parse(yaml));
  }

  /** Begins a configuration in Java, with the defaults. */
  public static ServexBuilder builder() {
    return new ServexBuilder();
  }

  /** Reads a configuration. */
  @FunctionalInterface
  interface Source {
    /** Reads it by a loader. */
    Setup read(ConfigLoader loader) throws ConfigException;
  }

  static Servex from(Source source) {
    return from(source, List.of());
  }

  /** Reads a configuration for which the program itself provides some components. */
  static Servex from(Source source, List<ComponentProvider<?>> given) {
    var plugins = new InstalledPlugins();
    try {
      return new Servex(source.read(loader(plugins, given)), plugins);
    } catch (ConfigException e) {
      plugins.close();
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** What counts, defaults and all. */
  Setup setup() {
    return setup;
  }

  private static ConfigLoader loader(InstalledPlugins plugins, List<ComponentProvider<?>> given) {
    return new ConfigLoader(
        Map.of(),
        (section, mentioned) ->
            plugins.look(section.folder(), section.allowed(), mentioned::contains).with(given),
        null);
  }

  /**
   * Starts to serve.
   *
   * @return the running gateway
   * @throws StartException if an address, a certificate or a backend's name is of no use
   */
  public Running start() throws StartException {
    return new Running(Gateway.start(setup, log()), this);
  }

  private GatewayLog log() throws StartException {
    try {
      return new OwnLog(setup.config().logging());
    } catch (IOException e) {
      throw new StartException(
          "logging.file: " + e.getMessage() + " (expected: a file that can be written)");
    }
  }

  /** A gateway that serves until it is closed. */
  public static final class Running implements AutoCloseable {
    private final Gateway gateway;
    private final Set<InstalledPlugins> plugins = ConcurrentHashMap.newKeySet();
    private Setup inForce;

    private Running(Gateway gateway, Servex first) {
      this.gateway = gateway;
      this.inForce = first.setup;
      this.plugins.add(first.plugins);
    }

    /** Where it listens: http before https. */
    public List<InetSocketAddress> addresses() {
      return gateway.addresses();
    }

    /** The port of the first listener. */
    public int port() {
      return gateway.addresses().getFirst().getPort();
    }

    /**
     * Serves by another configuration from now on, without costing a request. A plugin that is
     * still there, byte for byte, goes on as it is loaded.
     *
     * @return what was kept, added, drained and closed, a line for each kind
     * @throws StartException if an address, a certificate or a backend's name is of no use; nothing
     *     is changed then
     */
    public synchronized List<String> reload(Servex next) throws StartException {
      var setup = next.setup.keeping(inForce);
      var known = !plugins.add(next.plugins);
      var lines = gateway.reload(setup).lines();
      var own = next.setup.components().plugins();
      if (!known && setup.components().plugins().stream().noneMatch(own::contains)) {
        plugins.remove(next.plugins);
        next.plugins.close();
      }
      inForce = setup;
      next.setup = setup;
      plugins.forEach(InstalledPlugins::forget);
      return lines;
    }

    /**
     * Opens the file of {@code logging.file} anew, after somebody moved it away.
     *
     * @throws IOException if that fails; the old file stays in use then
     */
    public void reopenLog() throws IOException {
      gateway.reopenLog();
    }

    /** Drains and stops; a second call does nothing. */
    @Override
    public void close() {
      gateway.close();
      plugins.forEach(InstalledPlugins::close);
    }
  }
}
