package io.servex.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts a real gateway with backends around a plugin, for the tests of one class.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ServexExtension GATEWAY =
 *     ServexExtension.around(StickyProvider.class)
 *         .backends(3)
 *         .rule("load_balancing: {type: acme.sticky, header: X-Session}");
 *
 * @Test
 * void sticks() {
 *   assertEquals(GATEWAY.get("/", "X-Session", "a").body(), GATEWAY.get("/", "X-Session", "a").body());
 * }
 * }</pre>
 *
 * <p>The gateway is the installation that the system property {@value #HOME_PROPERTY} or the
 * environment variable {@value #HOME_VARIABLE} names, running as a process of its own on a free
 * port of this machine. It loads the classes of the plugin as the jar that they will be, so that
 * what the loader would refuse is refused here. Each backend answers every request with 200, its
 * name ({@code B1}, {@code B2}, …) as the body, and the request's line in {@code X-Request-Line}.
 *
 * <p><b>Threading:</b> put together by one thread; once started, every method may be called from
 * any.
 */
public final class ServexExtension implements BeforeAllCallback, AfterAllCallback {
  /** The system property that names the folder of the installation. */
  public static final String HOME_PROPERTY = "servex.home";

  /** The environment variable that does, where the property is not set. */
  public static final String HOME_VARIABLE = "SERVEX_HOME";

  private final Class<?> plugin;
  private final List<Path> libraries = new ArrayList<>();
  private final List<TestOrigin> origins = new ArrayList<>();
  private String sections = "";
  private String rule = "";
  private int backends = 2;
  private @Nullable Path folder;
  private @Nullable GatewayProcess gateway;

  private ServexExtension(Class<?> plugin) {
    this.plugin = plugin;
  }

  /**
   * A gateway around the plugin that a class belongs to.
   *
   * @param ofThePlugin any class of the plugin, its provider for instance
   * @return an extension with two backends behind one rule that takes everything
   */
  public static ServexExtension around(Class<?> ofThePlugin) {
    return new ServexExtension(ofThePlugin);
  }

  /**
   * A library that the plugin brings.
   *
   * @param jar its jar
   * @return this
   */
  public ServexExtension library(Path jar) {
    libraries.add(jar);
    return this;
  }

  /**
   * The backends of the rule.
   *
   * @param count 1 or more
   * @return this
   */
  public ServexExtension backends(int count) {
    backends = count;
    return this;
  }

  /**
   * Further keys of the rule.
   *
   * @param yaml such as {@code load_balancing: acme.sticky}, each key on a line of its own
   * @return this
   */
  public ServexExtension rule(String yaml) {
    rule = yaml;
    return this;
  }

  /**
   * Further sections of the configuration.
   *
   * @param yaml such as {@code filters: [acme.check]}, anything but {@code server}, {@code plugins}
   *     and {@code proxy}
   * @return this
   */
  public ServexExtension sections(String yaml) {
    sections = yaml;
    return this;
  }

  /**
   * Starts it.
   *
   * @param context what JUnit says
   * @throws IOException if there is no installation, or the gateway does not start; the message has
   *     what it said
   */
  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start();
  }

  /**
   * Stops it.
   *
   * @param context what JUnit says
   */
  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  /**
   * Starts the gateway, for those who do without JUnit's life cycle.
   *
   * @throws IOException as for {@link #beforeAll}
   */
  public void start() throws IOException {
    var home = home();
    var work = Files.createTempDirectory("servex-test-");
    folder = work;
    try {
      PluginJar.write(plugin, work.resolve("plugins/tested/plugin.jar"));
      for (var library : libraries) {
        Files.copy(library, work.resolve("plugins/tested").resolve(library.getFileName()));
      }
      for (var number = 1; number <= backends; number++) {
        origins.add(new TestOrigin("B" + number));
      }
      gateway = GatewayProcess.start(home, work, yaml(work));
    } catch (IOException | RuntimeException e) {
      stop();
      throw e;
    }
  }

  private static Path home() throws IOException {
    var named = System.getProperty(HOME_PROPERTY, System.getenv(HOME_VARIABLE));
    if (named == null || !Files.isExecutable(Path.of(named, "bin", "servex"))) {
      throw new IOException(
          HOME_PROPERTY + ": " + named + " (expected: the folder of an unpacked Servex)");
    }
    return Path.of(named).toAbsolutePath();
  }

  private String yaml(Path work) {
    var urls =
        origins.stream()
            .map(origin -> "        - url: \"" + origin.url() + "\"\n")
            .collect(Collectors.joining());
    return """
    server:
      http: "127.0.0.1:0"
      workers: 2
      enable_default_metrics: true
    plugins:
      directory: "%s"
      data_directory: "%s"
    logging:
      disable_request_logging: true
    %s
    proxy:
      enabled: true
      rules:
        - name: tested
          path_prefix: /
    %s      backends:
    %s\
    """
        .formatted(work.resolve("plugins"), work.resolve("data"), sections, rule.indent(6), urls);
  }

  /** Stops the gateway and its backends, and removes what it wrote. */
  public void stop() {
    if (gateway != null) {
      gateway.close();
      gateway = null;
    }
    origins.forEach(TestOrigin::close);
    origins.clear();
    var work = folder;
    folder = null;
    if (work != null) {
      remove(work);
    }
  }

  private static void remove(Path work) {
    try (var files = Files.walk(work)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where the gateway listens.
   *
   * @return such as {@code http://127.0.0.1:41234}
   */
  public URI uri() {
    return running().uri();
  }

  /**
   * What the gateway has said so far.
   *
   * @return its log, one JSON object a line
   * @throws UncheckedIOException if the log cannot be read
   */
  public String log() {
    return running().log();
  }

  private GatewayProcess running() {
    var known = gateway;
    if (known == null) {
      throw new IllegalStateException("the gateway is not running (expected: @RegisterExtension)");
    }
    return known;
  }

  /**
   * Asks with GET.
   *
   * @param target a path, perhaps with a query
   * @param headers names and values in turn
   * @return the answer
   * @throws UncheckedIOException if there is none
   */
  public GatewayAnswer get(String target, String... headers) {
    return send("GET", target, "", headers);
  }

  /**
   * Asks.
   *
   * @param method any method of HTTP/1.1 (RFC 9110 §9)
   * @param target a path, perhaps with a query
   * @param body a text; empty for none
   * @param headers names and values in turn
   * @return the answer
   * @throws UncheckedIOException if there is none
   */
  public GatewayAnswer send(String method, String target, String body, String... headers) {
    try {
      return GatewayAnswer.to(uri().resolve(target), method, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A number of the gateway's metrics.
   *
   * @param series a name, perhaps with labels, as {@code /metrics} writes them
   * @return the value; not a number where there is no such series
   */
  public double metric(String series) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }
}
