package io.servex.server.plugin;

import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.FailurePolicy;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a layer of a plugin's files and takes its providers out, one by one, so that a broken one
 * hides no other.
 */
final class PluginLoader {
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*");
  private static final int MOST_PROVIDERS = 10_000;

  private final Path copies;
  private final Module host = PluginLoader.class.getModule();

  /** Loads from copies in a folder of the gateway's own. */
  PluginLoader(Path copies) {
    this.copies = copies;
  }

  /**
   * Loads one plugin.
   *
   * @throws PluginException if nothing of it can be used
   */
  Plugin load(PluginFiles files, Declaration declared) throws PluginException {
    var modules = modules(files);
    var controller = layer(modules);
    var layer = controller.layer();
    var own = List.copyOf(layer.modules());
    for (var module : own) {
      for (var name : module.getPackages()) {
        controller.addOpens(module, name, host);
      }
      if (modules.plain().contains(module.getName())) {
        own.forEach(other -> controller.addReads(module, other));
      }
    }
    var problems = new ArrayList<String>();
    var components = new ArrayList<Plugin.Component>();
    for (var kind : ComponentKind.values()) {
      providers(kind, layer, components, problems);
    }
    problems.addAll(declared.problems(components));
    if (components.isEmpty() && problems.isEmpty()) {
      throw new PluginException(
          "provides nothing (expected: 'provides … with …' in module-info, or META-INF/services)");
    }
    return new Plugin(
        files.path(),
        files.hash(),
        version(components),
        modules.compiledVersion(),
        own.getFirst().getClassLoader(),
        components,
        modules.extensions(),
        problems);
  }

  /** The version of what provides something: libraries that come along have versions too. */
  private static Optional<String> version(List<Plugin.Component> components) {
    return components.stream()
        .map(component -> component.provider().getClass().getModule().getDescriptor())
        .flatMap(descriptor -> descriptor.rawVersion().stream())
        .findFirst();
  }

  private PluginModules modules(PluginFiles files) throws PluginException {
    if (!host.isNamed() || ModuleLayer.boot().findModule(ApiVersion.MODULE).isEmpty()) {
      throw new PluginException(
          "cannot be loaded into a gateway on the class path (expected: the module path)");
    }
    try {
      return PluginModules.of(files.name(), files.copyTo(copies));
    } catch (IOException e) {
      throw new PluginException("cannot be copied: " + e.getMessage(), e);
    }
  }

  /**
   * Over the boot layer, but with no parent loader: what a module reads is found through its layer,
   * and the platform's loader would also find the gateway's libraries.
   */
  private static ModuleLayer.Controller layer(PluginModules modules) throws PluginException {
    var boot = ModuleLayer.boot();
    try {
      var configuration =
          Configuration.resolve(
              modules, List.of(boot.configuration()), ModuleFinder.of(), modules.names());
      return ModuleLayer.defineModulesWithOneLoader(configuration, List.of(boot), null);
    } catch (FindException
        | ResolutionException
        | LayerInstantiationException
        | SecurityException e) {
      throw new PluginException("cannot be resolved: " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("rawtypes")
  private static void providers(
      ComponentKind kind,
      ModuleLayer layer,
      List<Plugin.Component> components,
      List<String> problems) {
    Iterator<? extends ServiceLoader.Provider<? extends ComponentProvider>> found =
        kind.in(layer).stream().iterator();
    for (var i = 0; i < MOST_PROVIDERS; i++) {
      try {
        if (!found.hasNext()) {
          return;
        }
        var candidate = found.next();
        if (layer.equals(candidate.type().getModule().getLayer())) {
          components.add(component(kind, candidate.get()));
        }
      } catch (NoSuchElementException e) {
        return;
      } catch (PluginException e) {
        problems.add(e.getMessage() == null ? e.toString() : e.getMessage());
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        problems.add(reason(e));
      }
    }
  }

  private static Plugin.Component component(ComponentKind kind, ComponentProvider<?> provider)
      throws PluginException {
    var type = (@Nullable String) provider.type();
    var name = provider.getClass().getName();
    if (type == null || !TYPE.matcher(type).matches()) {
      throw new PluginException(
          name + ": type " + type + " (expected: lower-case words, as in acme.sticky)");
    }
    var config = (@Nullable Class<?>) provider.configType();
    if (config == null || !config.isRecord()) {
      throw new PluginException(name + ": configType " + config + " (expected: a record)");
    }
    for (var part : config.getRecordComponents()) {
      if (part.getName().equals("type")
          || part.getName().equals("mode") && kind == ComponentKind.FILTER) {
        throw new PluginException(
            "%s: the setting %s (expected: another name, this key is the gateway's own)"
                .formatted(name, part.getName()));
      }
    }
    if (provider instanceof FilterProvider<?> filters
        && filters.failurePolicy() == FailurePolicy.OPEN
        && filters.phase().protects()) {
      throw new PluginException(
          "%s: failurePolicy OPEN in the phase %s (expected: CLOSED, what protects fails closed)"
              .formatted(name, filters.phase()));
    }
    return new Plugin.Component(kind, type, provider);
  }

  private static String reason(Throwable problem) {
    var cause = problem.getCause();
    var message = String.valueOf(problem.getMessage());
    return cause == null ? message : message + ": " + cause;
  }
}
