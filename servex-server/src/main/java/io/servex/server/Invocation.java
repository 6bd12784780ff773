package io.servex.server;

import io.servex.server.config.Advice;
import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.Setup;
import io.servex.server.plugin.InstalledPlugins;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the program was called, and where it answers.
 *
 * @param flags what was asked for
 * @param out for what was asked for
 * @param err for what is wrong
 * @param environment the variables of the process
 * @param plugins what is installed, for as long as the program runs
 */
record Invocation(
    CommandLine flags,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    InstalledPlugins plugins) {
  static final int OK = 0;
  static final int PROBLEM = 1;
  static final int MISUSE = 2;
  static final int INTERRUPTED = 130;

  /** Copies the map. */
  Invocation {
    environment = Map.copyOf(environment);
  }

  /** Reads the configuration that the flags, the environment and the files make. */
  Setup load() throws ConfigException {
    return load(loader(null));
  }

  /**
   * The same to start with, or to see whether a gateway could.
   *
   * @param advice gets what works and is unwise; null where nobody asks
   */
  Setup loadToStart(@Nullable Consumer<Advice> advice) throws ConfigException {
    return load(loader(advice).starting());
  }

  private ConfigLoader loader(@Nullable Consumer<Advice> advice) {
    return new ConfigLoader(
        environment,
        (section, mentioned) ->
            plugins.look(section.folder(), section.allowed(), mentioned::contains),
        advice);
  }

  private Setup load(ConfigLoader loader) throws ConfigException {
    return loader.load(flags.config, flags.envFile, flags.overrides());
  }

  /** The configuration file; null for none. */
  @Nullable Path file() {
    return ConfigLoader.locate(flags.config);
  }

  /** Says what is wrong with a configuration, one line for each problem. */
  int problem(ConfigException problem) {
    err.println(problem.getMessage());
    return PROBLEM;
  }

  /** Says in a sentence what is wrong. */
  int problem(@Nullable String sentence) {
    err.println("servex: " + sentence);
    return PROBLEM;
  }
}
