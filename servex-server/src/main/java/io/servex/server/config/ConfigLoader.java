package io.servex.server.config;

import io.servex.server.plugin.Components;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a configuration together: defaults, then the file, then {@code .env}, then the environment,
 * then what the command line overrides; between defaults and file, what a preset says. It is
 * validated as a whole, and every problem is reported.
 */
public final class ConfigLoader {
  private static final List<String> NAMES =
      List.of(
          "servex.yaml", "servex.yml", "server.yaml", "server.yml", "config.yaml", "config.yml");

  private final Map<String, String> environment;
  private final Plugins plugins;
  private final @Nullable Consumer<Advice> advice;
  private final boolean starting;

  /** Looks for what is installed. */
  @FunctionalInterface
  public interface Plugins {
    /**
     * Looks for it.
     *
     * @param section where, and what is allowed
     * @param mentioned all words that may be the type of a component which is asked for
     */
    Components look(PluginsSection section, Set<String> mentioned);
  }

  /**
   * Makes a loader that knows the gateway's own components alone, and keeps advice to itself.
   *
   * @param environment the variables of the process
   */
  public ConfigLoader(Map<String, String> environment) {
    this(environment, (section, mentioned) -> Components.builtIn(), null);
  }

  /**
   * Makes a loader.
   *
   * @param environment the variables of the process
   * @param plugins looks for what is installed
   * @param advice gets what works and is unwise, in configurations without problems; null where
   *     nobody asks
   */
  public ConfigLoader(
      Map<String, String> environment, Plugins plugins, @Nullable Consumer<Advice> advice) {
    this(environment, plugins, advice, false);
  }

  private ConfigLoader(
      Map<String, String> environment,
      Plugins plugins,
      @Nullable Consumer<Advice> advice,
      boolean starting) {
    this.environment = Map.copyOf(environment);
    this.plugins = plugins;
    this.advice = advice;
    this.starting = starting;
  }

  /**
   * The same for a gateway that does not run yet. It has no backends from before, so a file that
   * lists some must be of use.
   */
  public ConfigLoader starting() {
    return new ConfigLoader(environment, plugins, advice, true);
  }

  /**
   * Loads and validates.
   *
   * @param file the file that was named; null to look for one in the working directory
   * @param envFile a {@code .env} file; null for none
   * @param overrides dotted paths and values that win over everything
   * @throws ConfigException if there is any problem; the message lists them all
   */
  public Setup load(@Nullable Path file, @Nullable Path envFile, Map<String, String> overrides)
      throws ConfigException {
    var found = locate(file);
    var text = found == null ? "" : content(found);
    var variables = new HashMap<String, Environment.Variable>();
    if (envFile != null) {
      variables.putAll(Environment.parse(envFile.toString(), content(envFile).lines().toList()));
    }
    variables.putAll(Environment.of(environment));
    return parse(found == null ? "configuration" : found.toString(), text, variables, overrides);
  }

  /** Loads and validates a text, without the environment. */
  public Setup parse(String text) throws ConfigException {
    return parse("yaml", text, Map.of(), Map.of());
  }

  private Setup parse(
      String source,
      String text,
      Map<String, Environment.Variable> variables,
      Map<String, String> overrides)
      throws ConfigException {
    var problems = new Problems(advice != null);
    var root = new YamlReader(source, problems).read(text);
    if (root == null) {
      throw new ConfigException(problems.render());
    }
    Environment.overlay(root, variables);
    overrides.forEach((path, value) -> override(root, path, value));
    return bind(problems, root, variables);
  }

  /**
   * Binds and validates a configuration that was put together in code.
   *
   * @throws ConfigException if there is any problem; the message lists them all
   */
  public Setup build(ConfigNode.Mapping root) throws ConfigException {
    return bind(new Problems(advice != null), root, Map.of());
  }

  /** What is installed says how some sections are read, so it is looked for first. */
  private Setup bind(
      Problems problems, ConfigNode.Mapping root, Map<String, Environment.Variable> variables)
      throws ConfigException {
    PresetLayer.underlay(root, variables);
    var components = plugins.look(pluginsSection(root), Mentions.of(root, variables));
    SectionVariables.overlay(root, components, variables);
    var config = new RecordBinder(problems).bind(ServexConfig.class, root, "");
    if (config == null) {
      throw new ConfigException(problems.render());
    }
    new ConfigValidator(problems, components, starting).validate(config);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.render());
    }
    if (advice != null) {
      problems.advice().forEach(advice);
    }
    return new Setup(config, components);
  }

  /** The section alone; what is wrong with it is found when all is bound. */
  private static PluginsSection pluginsSection(ConfigNode.Mapping root) {
    var nothing = ConfigNode.Mapping.empty(root.place());
    var node = root.entries().getOrDefault("plugins", nothing);
    var binder = new RecordBinder(new Problems());
    var section = binder.bind(PluginsSection.class, node, "plugins");
    return section == null
        ? Objects.requireNonNull(binder.bind(PluginsSection.class, nothing, "plugins"))
        : section;
  }

  private static void override(ConfigNode.Mapping root, String path, String value) {
    var place = Place.of("command line");
    var dot = path.indexOf('.');
    var name = path.substring(0, dot);
    var key = path.substring(dot + 1);
    root.keys().putIfAbsent(name, place);
    if (root.entries().getOrDefault(name, new ConfigNode.Scalar(place, ""))
        instanceof ConfigNode.Scalar(_, var text)) {
      if (!text.isEmpty()) {
        return;
      }
      root.entries().put(name, ConfigNode.Mapping.empty(place));
    }
    if (root.entries().get(name) instanceof ConfigNode.Mapping section) {
      var wins =
          name.equals("server") && section.entries().get(key) instanceof ConfigNode.Scalar before
              ? ListenAddress.over(before.text(), value)
              : value;
      section.keys().put(key, place);
      section.entries().put(key, new ConfigNode.Scalar(place, wins));
    }
  }

  /** The file that was named, or the one that is found in the working directory; or null. */
  public static @Nullable Path locate(@Nullable Path named) {
    if (named != null) {
      return named;
    }
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
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": no such file");
    } catch (MalformedInputException e) {
      throw new ConfigException(file + ": not text (expected: UTF-8)");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (expected: a readable text file)");
    }
  }
}
