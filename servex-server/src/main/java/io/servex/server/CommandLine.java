package io.servex.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The flags and commands, in single and double dash form. They are read by hand: each start would
 * pay for a library's model of them.
 */
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

  /** The flags that take a value, by their long names. */
  static final Set<String> VALUES =
      Set.of(
          "config",
          "env-file",
          "port",
          "https-port",
          "log-level",
          "log-format",
          "type",
          "output",
          "control-socket");

  /** The flags that are there or not. */
  static final Set<String> SWITCHES =
      Set.of(
          "verbose",
          "daemon",
          "validate",
          "dry-run",
          "generate",
          "force",
          "strict",
          "health-check",
          "version",
          "help");

  private static final Map<String, String> SHORT =
      Map.of("c", "config", "p", "port", "g", "generate", "v", "version", "h", "help");
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  final List<String> words = new ArrayList<>();
  @Nullable Path config;
  @Nullable Path envFile;
  @Nullable String port;
  @Nullable String httpsPort;
  @Nullable String logLevel;
  @Nullable String logFormat;
  String type = "yaml";
  @Nullable Path output;
  @Nullable String controlSocket;
  boolean verbose;
  boolean validate;
  boolean dryRun;
  boolean generate;
  boolean force;
  boolean strict;
  boolean healthCheck;
  boolean version;
  boolean help;

  private CommandLine() {}

  /**
   * Reads arguments as the Go program does: a flag is written with one dash or two, its value
   * follows or stands behind {@code =}, a boolean's only behind {@code =}, and the last one wins.
   *
   * @throws IllegalArgumentException if there is no such flag, or a value is missing or wrong
   */
  static CommandLine parse(String... arguments) {
    var flags = new CommandLine();
    for (var i = 0; i < arguments.length; i++) {
      var word = arguments[i];
      if (word.equals("--")) {
        flags.words.addAll(List.of(arguments).subList(i + 1, arguments.length));
        break;
      }
      if (!isFlag(word)) {
        flags.words.add(word);
        continue;
      }
      var equals = word.indexOf('=');
      var flag = equals < 0 ? word : word.substring(0, equals);
      var name = name(flag);
      var value = equals < 0 ? null : word.substring(equals + 1);
      if (SWITCHES.contains(name)) {
        flags.turn(name, value == null || truth(flag, value));
      } else {
        if (value == null && i + 1 < arguments.length && !isFlag(arguments[i + 1])) {
          i++;
          value = arguments[i];
        }
        flags.set(name, given(flag, value));
      }
    }
    return flags;
  }

  private static boolean isFlag(String word) {
    return word.length() > 1 && word.startsWith("-");
  }

  private static String name(String flag) {
    var written = flag.substring(flag.startsWith("--") ? 2 : 1);
    var name = SHORT.getOrDefault(written, written);
    if (!VALUES.contains(name) && !SWITCHES.contains(name)) {
      throw new IllegalArgumentException(flag + ": unknown flag");
    }
    return name;
  }

  private static String given(String flag, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException(flag + ": missing (expected: a value)");
    }
    return value;
  }

  private static boolean truth(String flag, String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw new IllegalArgumentException(flag + ": " + text + " (expected: true or false)");
    };
  }

  private void set(String name, String value) {
    switch (name) {
      case "config" -> config = Path.of(value);
      case "env-file" -> envFile = Path.of(value);
      case "port" -> port = value;
      case "https-port" -> httpsPort = value;
      case "log-level" -> logLevel = value;
      case "log-format" -> logFormat = value;
      case "type" -> type = value;
      case "output" -> output = Path.of(value);
      case "control-socket" -> controlSocket = value;
      default -> throw new IllegalStateException(name);
    }
  }

  private void turn(String name, boolean on) {
    switch (name) {
      case "verbose" -> verbose = on;
      case "daemon" -> {}
      case "validate" -> validate = on;
      case "dry-run" -> dryRun = on;
      case "generate" -> generate = on;
      case "force" -> force = on;
      case "strict" -> strict = on;
      case "health-check" -> healthCheck = on;
      case "version" -> version = on;
      case "help" -> help = on;
      default -> throw new IllegalStateException(name);
    }
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
