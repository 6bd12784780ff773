package io.servex.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The flags and commands, in single and double dash form. */
@Command(name = "servex", mixinStandardHelpOptions = false)
final class CommandLine {
  /** What {@code --help} prints. */
  static final String HELP =
      """
      Usage: servex [COMMAND] [FLAG...]       (flags with one dash or two)

      Commands
        run         serve; what is done when no command is named
        validate    check the configuration, and say what is unwise
        generate    print a sample with every key
        schema      print the JSON Schema of the configuration, for editors
        reload      have a running gateway read its configuration anew
        dump        read traffic dumps; servex dump --help
        plugins     list, check and begin plugins; servex plugins --help
        demo        serve two backends of its own on 127.0.0.1:8080
        version     print the version

      Configuration
        -c, --config FILE           else servex.yaml, server.yaml, config.yaml
            --env-file FILE         variables; those of the environment win
        -p, --port [HOST:]PORT      plain listener
            --https-port [HOST:]PORT  TLS listener
            --log-level LEVEL       debug, info, warn, error
            --log-format FORMAT     json, text
            --verbose               level debug, and more about the start
            --daemon                no effect: the output never has colours
            --control-socket PATH   reload: where no file names the socket

      What is done
            --strict                validate: what is unwise is a problem too
            --dry-run               check the configuration, and print what counts
            --health-check          ask a running gateway for its health
        -g, --generate, --validate, -v, --version: like the commands
            --type TYPE             generate: yaml or env
            --output FILE           generate, schema: a new file to write to
            --force                 with --output: replace the file
        -h, --help                  this text

      Exit codes: 0 success, 1 a problem, 2 wrong flags, 130 a second signal.
      """;

  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  @Parameters(arity = "0..*")
  List<String> words = new ArrayList<>();

  @Option(names = {"-c", "-config", "--config"})
  @Nullable Path config;

  @Option(names = {"-env-file", "--env-file"})
  @Nullable Path envFile;

  @Option(names = {"-p", "-port", "--port"})
  @Nullable String port;

  @Option(names = {"-https-port", "--https-port"})
  @Nullable String httpsPort;

  @Option(names = {"-log-level", "--log-level"})
  @Nullable String logLevel;

  @Option(names = {"-log-format", "--log-format"})
  @Nullable String logFormat;

  @Option(names = {"-verbose", "--verbose"})
  boolean verbose;

  @Option(names = {"-daemon", "--daemon"})
  boolean daemon;

  @Option(names = {"-validate", "--validate"})
  boolean validate;

  @Option(names = {"-dry-run", "--dry-run"})
  boolean dryRun;

  @Option(names = {"-g", "-generate", "--generate"})
  boolean generate;

  @Option(names = {"-type", "--type"})
  String type = "yaml";

  @Option(names = {"-output", "--output"})
  @Nullable Path output;

  @Option(names = {"-force", "--force"})
  boolean force;

  @Option(names = {"-strict", "--strict"})
  boolean strict;

  @Option(names = {"-health-check", "--health-check"})
  boolean healthCheck;

  @Option(names = {"-control-socket", "--control-socket"})
  @Nullable String controlSocket;

  @Option(names = {"-v", "-version", "--version"})
  boolean version;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true)
  boolean help;

  /**
   * Reads arguments as the Go program does: a flag is written with one dash or two, its value
   * follows or stands behind {@code =}, a boolean's only behind {@code =}, and the last one wins.
   *
   * @throws picocli.CommandLine.ParameterException if there is no such flag, or a value is missing
   */
  static CommandLine parse(String... arguments) {
    var flags = new CommandLine();
    new picocli.CommandLine(flags)
        .setPosixClusteredShortOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(true)
        .setUnmatchedOptionsArePositionalParams(false)
        .setAllowOptionsAsOptionParameters(false)
        .setExpandAtFiles(false)
        .registerConverter(boolean.class, CommandLine::truth)
        .parseArgs(arguments);
    return flags;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new TypeConversionException(text + " (expected: true or false)");
    };
  }

  /** What is wrong with the flags; null when nothing is. */
  @Nullable String misuse() {
    if (logLevel != null && !LEVELS.contains(logLevel.toLowerCase(Locale.ROOT))) {
      return "--log-level: " + logLevel + " (expected: debug, info, warn or error)";
    }
    if (logFormat != null && !Set.of("json", "text").contains(logFormat.toLowerCase(Locale.ROOT))) {
      return "--log-format: " + logFormat + " (expected: json or text)";
    }
    if (!Set.of("yaml", "yml", "env").contains(type)) {
      return "--type: " + type + " (expected: yaml or env)";
    }
    if (words.size() > 1) {
      return words.get(1) + ": one command at a time";
    }
    return outOfPlace();
  }

  /** A flag that says nothing to the command. */
  private @Nullable String outOfPlace() {
    var prints = Set.of("generate", "schema").contains(command());
    if (output != null && !prints) {
      return "--output: nothing to write (expected: generate or schema)";
    }
    if (force && output == null) {
      return "--force: nothing to replace (expected: --output)";
    }
    if (strict && !command().equals("validate")) {
      return "--strict: nothing to check (expected: validate)";
    }
    return controlSocket != null && !command().equals("reload")
        ? "--control-socket: nothing to reach (expected: reload)"
        : null;
  }

  /** The command: the one that is named, or the one that a flag stands for. */
  String command() {
    if (version) {
      return "version";
    }
    if (healthCheck) {
      return "health-check";
    }
    if (generate) {
      return "generate";
    }
    if (validate) {
      return "validate";
    }
    if (dryRun) {
      return "dry-run";
    }
    return words.isEmpty() ? "run" : words.getFirst();
  }

  /** What the flags override in the configuration. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    if (port != null) {
      overrides.put("server.http", port);
    }
    if (httpsPort != null) {
      overrides.put("server.https", httpsPort);
    }
    if (verbose) {
      overrides.put("logging.level", "debug");
    }
    if (logLevel != null) {
      overrides.put("logging.level", logLevel);
    }
    if (logFormat != null) {
      overrides.put("logging.format", logFormat);
    }
    return overrides;
  }
}
