package io.servex.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a configuration together: defaults, then the file, then {@code .env}, then the environment,
 * then what the command line overrides. It is validated as a whole, and every problem is reported.
 */
public final class ConfigLoader {
  private static final List<String> NAMES =
      List.of(
          "servex.yaml", "servex.yml", "server.yaml", "server.yml", "config.yaml", "config.yml");

  private final Map<String, String> environment;
  private final Set<String> strategies;

  /**
   * Makes a loader.
   *
   * @param environment the variables of the process
   * @param strategies the installed types of balancing strategies
   */
  public ConfigLoader(Map<String, String> environment, Set<String> strategies) {
    this.environment = Map.copyOf(environment);
    this.strategies = Set.copyOf(strategies);
  }

  /**
   * Loads and validates.
   *
   * @param file the file that was named; null to look for one in the working directory
   * @param envFile a {@code .env} file; null for none
   * @param overrides dotted paths and values that win over everything
   * @throws ConfigException if there is any problem; the message lists them all
   */
  public ServexConfig load(
      @Nullable Path file, @Nullable Path envFile, Map<String, String> overrides)
      throws ConfigException {
    var found = file == null ? find() : file;
    var text = "";
    if (found != null) {
      text = content(found);
    }
    var variables = new HashMap<String, String>();
    if (envFile != null) {
      variables.putAll(Environment.parse(content(envFile).lines().toList()));
    }
    variables.putAll(environment);
    return parse(found == null ? "environment" : found.toString(), text, variables, overrides);
  }

  /** Loads and validates a text, without the environment. */
  public ServexConfig parse(String text) throws ConfigException {
    return parse("yaml", text, Map.of(), Map.of());
  }

  private ServexConfig parse(
      String source, String text, Map<String, String> variables, Map<String, String> overrides)
      throws ConfigException {
    var problems = new Problems();
    var root = new YamlReader(source, problems).read(text);
    for (var section : List.of("server", "proxy", "logging")) {
      if (!root.entries().containsKey(section)) {
        root.entries().put(section, ConfigNode.Mapping.empty(root.place()));
        root.keys().put(section, root.place());
      }
    }
    Environment.overlay(root, variables);
    new LinkedHashMap<>(overrides).forEach((path, value) -> override(root, path, value));
    var config = new RecordBinder(problems).bind(ServexConfig.class, root, "");
    if (config != null) {
      new ConfigValidator(problems, strategies).validate(config);
    }
    if (config == null || !problems.isEmpty()) {
      throw new ConfigException(problems.render());
    }
    return config;
  }

  private static void override(ConfigNode.Mapping root, String path, String value) {
    var dot = path.indexOf('.');
    if (root.entries().get(path.substring(0, dot)) instanceof ConfigNode.Mapping section) {
      var place = Place.of("command line");
      section.keys().put(path.substring(dot + 1), place);
      section.entries().put(path.substring(dot + 1), new ConfigNode.Scalar(place, value));
    }
  }

  private static @Nullable Path find() {
    for (var name : NAMES) {
      var path = Path.of(name);
      if (Files.isRegularFile(path)) {
        return path;
      }
    }
    return null;
  }

  private static String content(Path file) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          file + ": cannot be read (expected: a readable text file); nothing was started.");
    }
  }
}
