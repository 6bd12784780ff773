package io.servex.server;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.demo.DemoBackends;
import io.servex.server.demo.Rehearsal;
import io.servex.server.wiring.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;

/** {@code demo}, {@code rehearse}: a gateway with backends of its own. */
final class DemoCommand {
  private final Invocation invocation;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int demo() {
    return serve(
        "127.0.0.1:8080",
        true,
        gateway -> {
          var out = invocation.out();
          out.println("Try:  curl -i http://127.0.0.1:8080/api/users");
          out.println("      curl -i http://127.0.0.1:8080/health");
          out.println("Stop: Ctrl-C");
        });
  }

  /** Starts, answers some requests and stops: what the JVM is shown when it makes its AOT cache. */
  int rehearse() {
    return serve(
        "127.0.0.1:0",
        false,
        gateway -> {
          try {
            Rehearsal.through(gateway.addresses().getFirst());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          sun.misc.Signal.raise(new sun.misc.Signal("TERM"));
        });
  }

  private int serve(String address, boolean shown, Consumer<Gateway> started) {
    try (var backends = new DemoBackends(2)) {
      var yaml = backends.yaml(address);
      if (shown) {
        invocation.out().println(yaml);
      }
      var setup = new ConfigLoader(Map.of()).parse(yaml);
      return new RunCommand(invocation).serve(setup, RunCommand.Origin.fixed(setup), started);
    } catch (IOException | UncheckedIOException e) {
      return invocation.problem(e.getMessage());
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }
}
