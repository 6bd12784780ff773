package io.servex.server;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ServexConfig;
import io.servex.server.config.Setup;
import io.servex.server.control.ControlSocket;
import io.servex.server.control.Reloads;
import io.servex.server.observe.Logs;
import io.servex.server.observe.ProcessLog;
import io.servex.server.plugin.InstalledPlugins;
import io.servex.server.wiring.Gateway;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code run}: serves until a signal says that it is enough. */
final class RunCommand {
  private final Invocation invocation;

  RunCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * Where a gateway's configuration comes from, and how it is told to read it anew.
   *
   * @param load reads it
   * @param socket finds the control socket, once the gateway listens; null for none
   * @param watched the files whose change reloads; null for no watching
   */
  record Origin(
      Reloads.Source load, Supplier<@Nullable Path> socket, Reloads.@Nullable Watched watched) {
    static Origin fixed(Setup setup) {
      return new Origin(() -> setup, () -> null, null);
    }
  }

  /**
   * What runs.
   *
   * @param gateway the gateway
   * @param reloads has it read its configuration anew
   * @param stopping counts down when a signal says that it is enough
   */
  private record Running(Gateway gateway, Reloads reloads, CountDownLatch stopping)
      implements AutoCloseable {
    @Override
    public void close() {
      reloads.close();
      gateway.close();
    }
  }

  int run() {
    try {
      return untilASignal(begin());
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }

  private @Nullable Running begin() throws ConfigException {
    var since = System.currentTimeMillis();
    var setup = invocation.loadToStart(null);
    var config = setup.config();
    var file = invocation.file();
    var configured = config.server().controlSocket();
    var certificates = new AtomicReference<>(config.certificates());
    return begin(
        setup,
        new Origin(
            () -> {
              var next = invocation.load();
              certificates.set(next.config().certificates());
              return next;
            },
            () -> ControlSocket.path(configured, file),
            config.server().watchConfig()
                ? new Reloads.Watched(files(config, file, certificates::get), since)
                : null),
        gateway -> {});
  }

  /** What is watched: the configuration, the certificates that it names now, and the plugins. */
  private Supplier<List<Path>> files(
      ServexConfig config, @Nullable Path file, Supplier<List<Path>> certificates) {
    var files = Stream.of(file, invocation.flags().envFile).filter(Objects::nonNull).toList();
    var folder = config.plugins().folder();
    return () ->
        Stream.of(files, certificates.get(), InstalledPlugins.jars(folder))
            .flatMap(List::stream)
            .toList();
  }

  /** Serves until a signal. */
  int serve(Setup setup, Origin origin, Consumer<Gateway> started) {
    return untilASignal(begin(setup, origin, started));
  }

  /** Returns null when it cannot start, and has said why. */
  private @Nullable Running begin(Setup setup, Origin origin, Consumer<Gateway> started) {
    var config = setup.config();
    try {
      Logs.configure(config.logging());
    } catch (IOException e) {
      invocation
          .err()
          .println("logging.file: " + e.getMessage() + " (expected: a file that can be written)");
      return null;
    }
    var log = LoggerFactory.getLogger(Main.class);
    var stopping = new CountDownLatch(1);
    onSignals(stopping);
    onSignal("USR1", Logs::reopen);
    var reloading = new CompletableFuture<Reloads>();
    onSignal("HUP", () -> reloading.join().reload());
    Gateway gateway;
    try {
      gateway = Gateway.start(setup, new ProcessLog());
    } catch (StartException e) {
      log.atError().addKeyValue("error", e.getMessage()).log("servex cannot start");
      return null;
    }
    var reloads = Reloads.start(gateway, origin.load, origin.socket.get(), origin.watched);
    var running = new Running(gateway, reloads, stopping);
    try {
      reloading.complete(reloads);
      tell(log, gateway, config);
      started.accept(gateway);
      return running;
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** No frame below this one holds what was configured at the start: a reload may replace it. */
  private static int untilASignal(@Nullable Running running) {
    if (running == null) {
      return Invocation.PROBLEM;
    }
    var log = LoggerFactory.getLogger(Main.class);
    try (running) {
      running.stopping.await();
      log.atInfo()
          .addKeyValue("shutdown_timeout", running.gateway.shutdownTimeout().toString())
          .log("draining");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Invocation.PROBLEM;
    }
    log.info("servex stopped");
    return Invocation.OK;
  }

  private void tell(Logger log, Gateway gateway, ServexConfig config) {
    if (invocation.flags().verbose) {
      log.atInfo()
          .addKeyValue("directory", System.getProperty("user.dir"))
          .log("working directory");
      log.atInfo().addKeyValue("user", System.getProperty("user.name")).log("user");
      log.atInfo()
          .addKeyValue("os", System.getProperty("os.name") + "/" + System.getProperty("os.arch"))
          .addKeyValue("java", System.getProperty("java.version"))
          .log("platform");
    }
    for (var address : gateway.addresses()) {
      log.atInfo().addKeyValue("address", address.toString()).log("listening");
    }
    var uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    log.atInfo()
        .addKeyValue("version", Version.text())
        .addKeyValue("rules", config.proxy().enabled() ? config.proxy().rules().size() : 0)
        .addKeyValue("ready_ms", uptime)
        .log("servex started");
  }

  private static void onSignals(CountDownLatch stopping) {
    var count = new AtomicInteger();
    for (var name : List.of("TERM", "INT")) {
      var before =
          sun.misc.Signal.handle(
              new sun.misc.Signal(name),
              signal -> {
                if (count.incrementAndGet() > 1) {
                  Runtime.getRuntime().halt(Invocation.INTERRUPTED);
                }
                stopping.countDown();
              });
      assert before != null;
    }
  }

  private static void onSignal(String name, Runnable then) {
    var before =
        sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> Thread.ofVirtual().start(then));
    assert before != null;
  }
}
