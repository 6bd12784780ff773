package io.servex.server;

import io.servex.server.dump.DumpCommand;
import io.servex.server.observe.Logs;
import io.servex.server.plugin.InstalledPlugins;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The program. Exit codes: 0 success, 1 a problem, 2 wrong flags, 130 a second signal. */
public final class Main {
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
    System.setProperty(Logs.PROGRAM, "true");
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
    if (arguments.length > 0 && arguments[0].equals("plugins")) {
      return new PluginsCommand(out, err, environment, plugins)
          .run(List.of(arguments).subList(1, arguments.length));
    }
    CommandLine flags;
    try {
      flags = CommandLine.parse(arguments);
    } catch (IllegalArgumentException e) {
      return misuse(String.valueOf(e.getMessage()));
    }
    if (flags.help) {
      out.print(CommandLine.HELP);
      return Invocation.OK;
    }
    var misuse = flags.misuse();
    return misuse == null
        ? run(new Invocation(flags, out, err, environment, plugins))
        : misuse(misuse);
  }

  private int run(Invocation invocation) {
    var command = invocation.flags().command();
    return switch (command) {
      case "run" -> new RunCommand(invocation).run();
      case "reload" -> new ReloadCommand(invocation).run();
      case "validate" -> new CheckCommand(invocation).validate();
      case "dry-run" -> new CheckCommand(invocation).dryRun();
      case "health-check" -> new CheckCommand(invocation).healthCheck();
      case "generate" -> new PrintCommand(invocation).generate();
      case "schema" -> new PrintCommand(invocation).schema();
      case "version" -> new PrintCommand(invocation).version();
      case "demo" -> new DemoCommand(invocation).demo();
      case "rehearse" -> new DemoCommand(invocation).rehearse();
      default -> misuse(command + ": unknown command");
    };
  }

  private int misuse(String what) {
    err.println("servex: " + what);
    err.print(CommandLine.HELP);
    return Invocation.MISUSE;
  }
}
