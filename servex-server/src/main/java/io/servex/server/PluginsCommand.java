package io.servex.server;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.ContractTests;
import io.servex.server.plugin.InstalledPlugins;
import io.servex.server.plugin.Plugin;
import io.servex.server.plugin.PluginException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The command {@code servex plugins}. Exit codes: 0 success, 1 a problem, 2 wrong flags. */
@Command(
    name = "servex plugins",
    description = "Lists what is installed, checks plugins before they are, and begins new ones.",
    sortOptions = false)
final class PluginsCommand {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final InstalledPlugins plugins;

  @Parameters(index = "0", paramLabel = "list|verify|new", description = "What to do")
  String action = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "JAR|NAME",
      description = "verify: jars, or folders of jars; new: its name, such as acme-sticky")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = {"-c", "-config", "--config"},
      paramLabel = "FILE",
      description = "list: the configuration, else servex.yaml, server.yaml, config.yaml")
  @Nullable Path config;

  @Option(
      names = {"-directory", "--directory"},
      paramLabel = "DIR",
      description = "list: the folder to look at, whatever is configured")
  @Nullable Path directory;

  @Option(
      names = {"-all", "--all"},
      description = "list: the gateway's own components too")
  boolean all;

  @Option(
      names = {"-kind", "--kind"},
      paramLabel = "KIND",
      description = "new: strategy, discovery, probe, matcher, filter, listener or sink")
  @Nullable String kind;

  @Option(
      names = {"-output", "--output"},
      paramLabel = "DIR",
      description = "new: where it is written, else a folder of its name here")
  @Nullable Path output;

  @Option(
      names = {"-home", "--home"},
      paramLabel = "DIR",
      description =
          "new: the installation that it is built against, verify: that has the testkit; else this one")
  @Nullable Path home;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Print this text and exit")
  boolean help;

  PluginsCommand(
      PrintStream out, PrintStream err, Map<String, String> environment, InstalledPlugins plugins) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.plugins = plugins;
  }

  /** Does what the arguments say, and gives the exit code. */
  int run(List<String> arguments) {
    var parser = new picocli.CommandLine(this);
    try {
      parser.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      return misuse(String.valueOf(e.getMessage()), parser);
    }
    if (help) {
      parser.usage(out);
      return Invocation.OK;
    }
    return switch (action) {
      case "list" ->
          paths.isEmpty() ? list() : misuse(paths.getFirst() + ": list takes no jar", parser);
      case "verify" -> paths.isEmpty() ? misuse("verify: no jar", parser) : verify();
      case "new" -> paths.size() == 1 ? begin(parser) : misuse("new: one name", parser);
      default -> misuse(action + " (expected: list, verify or new)", parser);
    };
  }

  private int misuse(String problem, picocli.CommandLine parser) {
    err.println("servex: " + problem);
    parser.usage(err);
    return Invocation.MISUSE;
  }

  private int begin(picocli.CommandLine parser) {
    var base = home();
    if (base == null) {
      return misuse("--home: which installation (expected: its folder)", parser);
    }
    try {
      var name = paths.getFirst().toString();
      var project =
          new PluginProject(name, ComponentKind.of(kind), base.toAbsolutePath().normalize());
      var folder = output == null ? Path.of(name) : output;
      project.write(folder).forEach(out::println);
      out.println("next: cd " + folder + " && mvn package, and README.md");
      return Invocation.OK;
    } catch (IllegalArgumentException e) {
      return misuse(String.valueOf(e.getMessage()), parser);
    } catch (IOException e) {
      err.println("servex: " + e.getMessage());
      return Invocation.PROBLEM;
    }
  }

  /** The installation that is named, or this one; null where there is neither. */
  private @Nullable Path home() {
    var installed = System.getProperty("servex.home");
    return home != null ? home : installed == null ? null : Path.of(installed);
  }

  private int list() {
    Components components;
    try {
      components = directory == null ? configured() : plugins.look(directory, Set.of());
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return Invocation.PROBLEM;
    }
    out.print(PluginTable.of(components, all));
    return Invocation.OK;
  }

  /** What is installed, also where the rest of the configuration is of no use. */
  private Components configured() throws ConfigException {
    var seen = new AtomicReference<@Nullable Components>();
    var loader =
        new ConfigLoader(
            environment,
            (section, mentioned) -> {
              var found = plugins.look(section.folder(), section.allowed());
              seen.set(found);
              return found;
            },
            advice -> {});
    try {
      return loader.load(config, null, Map.of()).components();
    } catch (ConfigException e) {
      var found = seen.get();
      if (found == null) {
        throw e;
      }
      return found;
    }
  }

  private int verify() {
    var sound = true;
    for (var path : paths) {
      sound &= verify(path);
    }
    return sound ? Invocation.OK : Invocation.PROBLEM;
  }

  private boolean verify(Path path) {
    var components = plugins.verify(path);
    var problems = new ArrayList<String>();
    components.failures().forEach(failure -> problems.add(failure.reason()));
    for (var plugin : components.plugins()) {
      plugin.components().forEach(one -> problems.addAll(ProviderChecks.of(one).problems()));
    }
    ContractTests.Outcome contract = null;
    if (problems.isEmpty()) {
      try {
        contract = ContractTests.run(path, home());
      } catch (PluginException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (contract == null) {
      problems.forEach(problem -> err.println(path + ": " + problem));
      return false;
    }
    describe(path, components.plugins().getFirst(), contract);
    return contract.passed();
  }

  private void describe(Path path, Plugin plugin, ContractTests.Outcome contract) {
    var verdict = contract.passed() ? ": ok" : ": breaks its contract";
    out.println(path + verdict + (Files.isDirectory(path) ? ", a folder" : ""));
    out.println("  sha256:   " + plugin.hash());
    out.println("  version:  " + plugin.version().orElse("none"));
    out.println("  api:      " + plugin.compiledVersion().orElse("not said"));
    for (var kind : ComponentKind.values()) {
      for (var component : plugin.components()) {
        if (component.kind() == kind) {
          var more = ProviderChecks.of(component).needsSettings() ? ", which needs settings" : "";
          out.println("  provides: " + kind.words() + " " + component.type() + more);
        }
      }
    }
    for (var one : plugin.extensions()) {
      out.println("  uses:     " + one.provider() + ", a " + one.service());
    }
    if (contract.lines().isEmpty()) {
      out.println("  contract: carries no tests");
    }
    contract.lines().forEach(line -> out.println("  contract: " + line));
  }
}
