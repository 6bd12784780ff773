package io.servex.server;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.ListenAddress;
import io.servex.server.config.Setup;
import io.servex.server.demo.DemoBackends;
import io.servex.server.demo.Demonstration;
import io.servex.server.demo.Rehearsal;
import io.servex.server.wiring.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;

/** {@code demo}, {@code rehearse}: a gateway with backends of its own. */
final class DemoCommand {
  private static final String ADDRESS = "127.0.0.1:8080";

  private final Invocation invocation;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int demo() {
    var port = invocation.flags().port;
    var address = port == null ? ADDRESS : ListenAddress.over(ADDRESS, port);
    try (var backends = new DemoBackends(2)) {
      var yaml = Demonstration.yaml(address, backends, System.getProperty("servex.home"));
      var commands = Demonstration.commands(address);
      var out = invocation.out();
      out.println(yaml);
      var setup =
          new ConfigLoader(
                  Map.of(),
                  (section, mentioned) ->
                      invocation
                          .plugins()
                          .look(section.folder(), section.allowed(), mentioned::contains),
                  advice -> {})
              .parse(yaml);
      return serve(
          setup,
          gateway -> {
            out.println("Try, and stop with Ctrl-C:");
            commands.forEach(out::println);
            out.flush();
          });
    } catch (IOException e) {
      return invocation.problem(e.getMessage());
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }

  /** Starts, answers some requests and stops: what the JVM is shown when it makes its AOT cache. */
  int rehearse() {
    try (var backends = new DemoBackends(2)) {
      var setup = new ConfigLoader(Map.of()).parse(backends.yaml("127.0.0.1:0"));
      return serve(
          setup,
          gateway -> {
            try {
              Rehearsal.through(gateway.addresses().getFirst());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            sun.misc.Signal.raise(new sun.misc.Signal("TERM"));
          });
    } catch (IOException | UncheckedIOException e) {
      return invocation.problem(e.getMessage());
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }

  private int serve(Setup setup, Consumer<Gateway> started) {
    return new RunCommand(invocation).serve(setup, RunCommand.Origin.fixed(setup), started);
  }
}
