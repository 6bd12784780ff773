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

/** The flags and commands, in single and double dash form. */
@Command(
    name = "servex",
    description = "A layer-7 reverse proxy and API gateway.",
    sortOptions = false,
    mixinStandardHelpOptions = false)
final class CommandLine {
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "run (the default), reload, validate, generate, version, demo or dump")
  List<String> words = new ArrayList<>();

  @Option(
      names = {"-c", "-config", "--config"},
      paramLabel = "FILE",
      description = "Configuration file")
  @Nullable Path config;

  @Option(
      names = {"-env-file", "--env-file"},
      paramLabel = "FILE",
      description = "File of environment variables")
  @Nullable Path envFile;

  @Option(
      names = {"-p", "-port", "--port"},
      paramLabel = "[HOST:]PORT",
      description = "Plain listener")
  @Nullable String port;

  @Option(
      names = {"-https-port", "--https-port"},
      paramLabel = "[HOST:]PORT",
      description = "TLS listener")
  @Nullable String httpsPort;

  @Option(
      names = {"-log-level", "--log-level"},
      paramLabel = "LEVEL",
      description = "debug, info, warn or error")
  @Nullable String logLevel;

  @Option(
      names = {"-log-format", "--log-format"},
      paramLabel = "FORMAT",
      description = "json or text")
  @Nullable String logFormat;

  @Option(
      names = {"-verbose", "--verbose"},
      description = "Log level debug")
  boolean verbose;

  @Option(
      names = {"-daemon", "--daemon"},
      description = "For service managers: changes nothing, since the output has no colours")
  boolean daemon;

  @Option(
      names = {"-validate", "--validate"},
      description = "Check the configuration and exit")
  boolean validate;

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check the configuration, print it and exit")
  boolean dryRun;

  @Option(
      names = {"-g", "-generate", "--generate"},
      description = "Print a sample configuration and exit")
  boolean generate;

  @Option(
      names = {"-type", "--type"},
      paramLabel = "TYPE",
      description = "yaml or env: what is generated")
  String type = "yaml";

  @Option(
      names = {"-health-check", "--health-check"},
      description = "Ask a running gateway for its health and exit")
  boolean healthCheck;

  @Option(
      names = {"--control-socket"},
      paramLabel = "PATH",
      description = "For reload: the control socket of the gateway, where no file names it")
  @Nullable String controlSocket;

  @Option(
      names = {"-v", "-version", "--version"},
      description = "Print the version and exit")
  boolean version;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Print this text and exit")
  boolean help;

  /** What is wrong with the flags; null when nothing is. */
  @Nullable String misuse() {
    if (logLevel != null && !LEVELS.contains(logLevel.toLowerCase(Locale.ROOT))) {
      return "-log-level: " + logLevel + " (expected: debug, info, warn or error)";
    }
    if (logFormat != null && !Set.of("json", "text").contains(logFormat)) {
      return "-log-format: " + logFormat + " (expected: json or text)";
    }
    if (!Set.of("yaml", "yml", "env").contains(type)) {
      return "-type: " + type + " (expected: yaml or env)";
    }
    if (words.size() > 1) {
      return words.get(1) + ": one command at a time";
    }
    return null;
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
