package io.servex.server;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.ServexConfig;
import io.servex.server.config.Setup;
import io.servex.server.control.ControlSocket;
import io.servex.server.control.Reloads;
import io.servex.server.demo.DemoBackends;
import io.servex.server.demo.Rehearsal;
import io.servex.server.dump.DumpCommand;
import io.servex.server.observe.Logs;
import io.servex.server.plugin.InstalledPlugins;
import io.servex.server.wiring.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;

/** The program. Exit codes: 0 success, 1 a problem, 2 wrong flags, 130 a second signal. */
public final class Main {
  private static final int OK = 0;
  private static final int PROBLEM = 1;
  private static final int MISUSE = 2;
  private static final int INTERRUPTED = 130;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final InstalledPlugins plugins = new InstalledPlugins();

  Main(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  /** Runs the program. */
  public static void main(String[] arguments) {
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    var code = new Main(System.out, System.err, System.getenv()).run(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  int run(String... arguments) {
    try (plugins) {
      return dispatch(arguments);
    }
  }

  private int dispatch(String... arguments) {
    if (arguments.length > 0 && arguments[0].equals("dump")) {
      return new DumpCommand(out, err, Clock.systemUTC())
          .run(List.of(arguments).subList(1, arguments.length));
    }
    var flags = new CommandLine();
    var parser = new picocli.CommandLine(flags);
    try {
      parser.parseArgs(arguments);
    } catch (ParameterException e) {
      err.println("servex: " + e.getMessage());
      parser.usage(err);
      return MISUSE;
    }
    var misuse = flags.misuse();
    if (misuse != null) {
      err.println("servex: " + misuse);
      return MISUSE;
    }
    if (flags.help) {
      parser.usage(out);
      return OK;
    }
    return switch (flags.command()) {
      case "run" -> serve(flags);
      case "reload" -> reload(flags);
      case "validate" -> validate(flags);
      case "dry-run" -> dryRun(flags);
      case "generate" -> generate(flags.type);
      case "health-check" -> healthCheck(flags);
      case "version" -> version();
      case "demo" -> demo();
      case "rehearse" -> rehearse();
      default -> {
        err.println("servex: " + flags.command() + ": unknown command");
        parser.usage(err);
        yield MISUSE;
      }
    };
  }

  private Setup load(CommandLine flags) throws ConfigException {
    return new ConfigLoader(
            environment, section -> plugins.look(section.folder(), section.allowed()), advice -> {})
        .load(flags.config, flags.envFile, flags.overrides());
  }

  private int validate(CommandLine flags) {
    try {
      var config = load(flags).config();
      out.println("configuration is valid: " + config.proxy().rules().size() + " rules");
      return OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return PROBLEM;
    }
  }

  private int dryRun(CommandLine flags) {
    try {
      out.print(EffectiveConfig.yaml(load(flags).config()));
      return OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return PROBLEM;
    }
  }

  private int generate(String type) {
    var name = type.equals("env") ? "sample.env" : "sample.yaml";
    try (InputStream sample = Main.class.getResourceAsStream(name)) {
      if (sample == null) {
        throw new IOException(name + " is missing");
      }
      out.print(new String(sample.readAllBytes(), StandardCharsets.UTF_8));
      return OK;
    } catch (IOException e) {
      err.println("servex: " + e.getMessage());
      return PROBLEM;
    }
  }

  private int healthCheck(CommandLine flags) {
    try {
      var healthy = HealthCheck.ask(load(flags).config().server());
      (healthy ? out : err).println(healthy ? "healthy" : "not healthy");
      return healthy ? OK : PROBLEM;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return PROBLEM;
    }
  }

  private int version() {
    out.println("servex " + Version.text());
    out.println("module: " + Main.class.getModule().getName());
    out.println("java: " + System.getProperty("java.version"));
    out.println("vm: " + System.getProperty("java.vm.name"));
    out.println("platform: " + System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
    return OK;
  }

  private int serve(CommandLine flags) {
    Setup setup;
    try {
      setup = load(flags);
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return PROBLEM;
    }
    var file = ConfigLoader.locate(flags.config);
    var config = setup.config();
    var socket = ControlSocket.path(config.server().controlSocket(), file);
    return serve(
        setup, new Origin(() -> load(flags), socket, watched(config, file, flags)), gateway -> {});
  }

  private int reload(CommandLine flags) {
    try {
      var file = ConfigLoader.locate(flags.config);
      var configured = flags.controlSocket == null ? "" : flags.controlSocket;
      if (configured.isEmpty() && file != null) {
        configured = load(flags).config().server().controlSocket();
      }
      var socket = ControlSocket.path(configured, file);
      if (socket == null) {
        err.println("servex: server.control_socket: none (expected: a path)");
        return PROBLEM;
      }
      var outcome = ControlSocket.reload(socket);
      outcome.lines().forEach(outcome.done() ? out::println : err::println);
      return outcome.done() ? OK : PROBLEM;
    } catch (ConfigException e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("servex: " + e.getMessage());
    }
    return PROBLEM;
  }

  private static @Nullable Supplier<List<Path>> watched(
      ServexConfig config, @Nullable Path file, CommandLine flags) {
    var files = Stream.of(file, flags.envFile).filter(Objects::nonNull).toList();
    var folder = config.plugins().folder();
    return config.server().watchConfig()
        ? () -> Stream.concat(files.stream(), InstalledPlugins.jars(folder).stream()).toList()
        : null;
  }

  /**
   * Where a gateway's configuration comes from, and how it is told to read it anew.
   *
   * @param load reads it
   * @param socket the control socket; null for none
   * @param watched the files whose change reloads; null for no watching
   */
  private record Origin(
      Reloads.Source load, @Nullable Path socket, @Nullable Supplier<List<Path>> watched) {}

  private int serve(Setup setup, Origin origin, Consumer<Gateway> started) {
    var config = setup.config();
    try {
      Logs.configure(config.logging());
    } catch (IOException e) {
      err.println("logging.file: " + e.getMessage() + " (expected: a file that can be written)");
      return PROBLEM;
    }
    var log = LoggerFactory.getLogger(Main.class);
    var stopping = new CountDownLatch(1);
    onSignals(stopping);
    onReopen();
    try (var gateway = Gateway.start(setup);
        var reloads = Reloads.start(gateway, origin.load, origin.socket, origin.watched)) {
      onHangup(reloads);
      for (var address : gateway.addresses()) {
        log.atInfo().addKeyValue("address", address.toString()).log("listening");
      }
      var uptime = ManagementFactory.getRuntimeMXBean().getUptime();
      log.atInfo()
          .addKeyValue("version", Version.text())
          .addKeyValue("rules", config.proxy().enabled() ? config.proxy().rules().size() : 0)
          .addKeyValue("ready_ms", uptime)
          .log("servex started");
      started.accept(gateway);
      stopping.await();
      log.atInfo()
          .addKeyValue("shutdown_timeout", config.server().shutdownTimeout().toString())
          .log("draining");
    } catch (StartException e) {
      log.atError().addKeyValue("error", e.getMessage()).log("servex cannot start");
      return PROBLEM;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PROBLEM;
    }
    log.info("servex stopped");
    return OK;
  }

  private static void onSignals(CountDownLatch stopping) {
    var count = new AtomicInteger();
    for (var name : List.of("TERM", "INT")) {
      var before =
          sun.misc.Signal.handle(
              new sun.misc.Signal(name),
              signal -> {
                if (count.incrementAndGet() > 1) {
                  Runtime.getRuntime().halt(INTERRUPTED);
                }
                stopping.countDown();
              });
      assert before != null;
    }
  }

  private static void onReopen() {
    var before =
        sun.misc.Signal.handle(
            new sun.misc.Signal("USR1"), signal -> Thread.ofVirtual().start(Logs::reopen));
    assert before != null;
  }

  private static void onHangup(Reloads reloads) {
    var before =
        sun.misc.Signal.handle(
            new sun.misc.Signal("HUP"), signal -> Thread.ofVirtual().start(reloads::reload));
    assert before != null;
  }

  private int demo() {
    try (var backends = new DemoBackends(2)) {
      var yaml = backends.yaml("127.0.0.1:8080");
      out.println(yaml);
      var setup = new ConfigLoader(Map.of()).parse(yaml);
      return serve(
          setup,
          new Origin(() -> setup, null, null),
          gateway -> {
            out.println("Try:  curl -i http://127.0.0.1:8080/api/users");
            out.println("      curl -i http://127.0.0.1:8080/health");
            out.println("Stop: Ctrl-C");
          });
    } catch (IOException e) {
      err.println("servex: " + e.getMessage());
    } catch (ConfigException e) {
      err.println(e.getMessage());
    }
    return PROBLEM;
  }

  /** Starts, answers some requests and stops: what the JVM is shown when it makes its AOT cache. */
  private int rehearse() {
    try (var backends = new DemoBackends(2)) {
      var yaml = backends.yaml("127.0.0.1:0");
      var setup = new ConfigLoader(Map.of()).parse(yaml);
      return serve(
          setup,
          new Origin(() -> setup, null, null),
          gateway -> {
            try {
              Rehearsal.through(gateway.addresses().getFirst());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            sun.misc.Signal.raise(new sun.misc.Signal("TERM"));
          });
    } catch (IOException | UncheckedIOException e) {
      err.println("servex: " + e.getMessage());
    } catch (ConfigException e) {
      err.println(e.getMessage());
    }
    return PROBLEM;
  }
}
