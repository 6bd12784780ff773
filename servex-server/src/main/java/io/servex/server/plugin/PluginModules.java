package io.servex.server.plugin;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The modules of one plugin: its modular jars as they are, the others by {@link PlainModule}. A
 * plain jar that a modular one requires by name gets that name; all others are put together.
 */
final class PluginModules implements ModuleFinder {
  private static final String LOGGING = "org.slf4j";

  /** What of the boot layer a plugin may require, beside the JDK. */
  private static final Set<String> OPEN_TO_PLUGINS =
      Set.of(ApiVersion.MODULE, LOGGING, "org.jspecify");

  private final Map<String, ModuleReference> references = new LinkedHashMap<>();
  private final Set<String> plain = new HashSet<>();

  private final String plugin;

  private PluginModules(String plugin) {
    this.plugin = plugin;
  }

  /**
   * Finds the modules of some jars, and checks what they contain and require.
   *
   * @throws PluginException if they cannot be a plugin
   */
  static PluginModules of(String plugin, List<Path> jars) throws PluginException {
    var modules = new PluginModules(plugin);
    var plainJars = new LinkedHashMap<String, Path>();
    for (var jar : jars) {
      var found = one(jar);
      if (found.descriptor().isAutomatic()) {
        plainJars.put(found.descriptor().name(), jar);
      } else {
        modules.add(found);
      }
    }
    try {
      modules.addPlain(plainJars);
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginException("cannot be read: " + e.getMessage(), e);
    }
    modules.check();
    return modules;
  }

  private static ModuleReference one(Path jar) throws PluginException {
    try {
      return ModuleFinder.of(jar).findAll().stream()
          .findFirst()
          .orElseThrow(() -> new PluginException(jar.getFileName() + " is no jar"));
    } catch (FindException e) {
      var reason = e.getCause() == null ? e : e.getCause();
      throw new PluginException(jar.getFileName() + " cannot be read: " + reason.getMessage(), e);
    }
  }

  private void add(ModuleReference reference) throws PluginException {
    var name = reference.descriptor().name();
    if (references.put(name, reference) != null) {
      throw new PluginException("has two modules named " + name);
    }
  }

  private void addPlain(Map<String, Path> jars) throws IOException, PluginException {
    var required =
        references.values().stream()
            .flatMap(reference -> reference.descriptor().requires().stream())
            .map(ModuleDescriptor.Requires::name)
            .collect(Collectors.toSet());
    var rest = new ArrayList<Path>();
    var named = new LinkedHashMap<String, Path>();
    jars.forEach((name, jar) -> {
      if (required.contains(name)) {
        named.put(name, jar);
      } else {
        rest.add(jar);
      }
    });
    for (var one : named.entrySet()) {
      addPlain(one.getKey(), List.of(one.getValue()), exporters());
    }
    if (!rest.isEmpty()) {
      // Nobody requires it, so that it may require what lies beside it: services of those, too.
      var exporters = exporters();
      references.values().stream()
          .map(ModuleReference::descriptor)
          .forEach(descriptor -> addExports(descriptor, exporters));
      addPlain("plugin." + plugin.replaceAll("[^A-Za-z0-9]+", "_"), rest, exporters);
    }
  }

  private void addPlain(String name, List<Path> jars, Map<String, String> exporters)
      throws IOException, PluginException {
    add(PlainModule.of(name, jars, visible(), exporters));
    plain.add(name);
  }

  /** The visible modules by the packages that they export. */
  private Map<String, String> exporters() {
    var exporters = new HashMap<String, String>();
    for (var name : visible()) {
      ModuleLayer.boot()
          .findModule(name)
          .ifPresent(module -> addExports(module.getDescriptor(), exporters));
    }
    return exporters;
  }

  private static void addExports(ModuleDescriptor descriptor, Map<String, String> exporters) {
    for (var exported : descriptor.exports()) {
      if (!exported.isQualified()) {
        exporters.putIfAbsent(exported.source(), descriptor.name());
      }
    }
  }

  /** The api, the logging facade unless the plugin brings its own, and the JDK. */
  private Set<String> visible() {
    var visible = new HashSet<String>();
    for (var module : ModuleLayer.boot().modules()) {
      if (ofTheJdk(module.getName()) || OPEN_TO_PLUGINS.contains(module.getName())) {
        visible.add(module.getName());
      }
    }
    references.keySet().forEach(visible::remove);
    return visible;
  }

  private static boolean ofTheJdk(String module) {
    return module.startsWith("java.") || module.startsWith("jdk.");
  }

  private void check() throws PluginException {
    for (var reference : references.values()) {
      var descriptor = reference.descriptor();
      for (var name : descriptor.packages()) {
        var owner = ownerOf(name);
        if (owner != null) {
          throw new PluginException(
              "bundles "
                  + name
                  + " of "
                  + owner
                  + " (expected: the api is provided by the gateway, leave it out of the jar)");
        }
      }
      if (!plain.contains(descriptor.name())) {
        checkRequires(descriptor);
      }
    }
  }

  private static @org.jspecify.annotations.Nullable String ownerOf(String packageName) {
    return ModuleLayer.boot().modules().stream()
        .filter(module -> module.getName().startsWith("io.servex."))
        .filter(module -> module.getPackages().contains(packageName))
        .map(Module::getName)
        .findFirst()
        .orElse(null);
  }

  private void checkRequires(ModuleDescriptor descriptor) throws PluginException {
    for (var required : descriptor.requires()) {
      var name = required.name();
      var isStatic = required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
      if (!references.containsKey(name)
          && !ofTheJdk(name)
          && !OPEN_TO_PLUGINS.contains(name)
          && !isStatic) {
        throw new PluginException(
            "requires "
                + name
                + ", which it does not bring (expected: the api, the JDK, or a jar beside it)");
      }
      if (name.equals(ApiVersion.MODULE)) {
        checkApi(required);
      }
    }
  }

  private static void checkApi(ModuleDescriptor.Requires api) throws PluginException {
    var compiled = api.rawCompiledVersion().map(ApiVersion::parse).orElse(null);
    var running = ApiVersion.running();
    if (compiled != null && running != null && !compiled.runsOn(running)) {
      throw new PluginException(
          "is compiled against version "
              + compiled
              + " of the api (expected: "
              + running.major()
              + ".0 to "
              + running
              + ", which runs here)");
    }
  }

  /** The version of the api that the plugin was compiled against, if a descriptor says so. */
  Optional<String> compiledVersion() {
    return ownFirst()
        .flatMap(reference -> reference.descriptor().requires().stream())
        .filter(required -> required.name().equals(ApiVersion.MODULE))
        .flatMap(required -> required.rawCompiledVersion().stream())
        .findFirst();
  }

  /** All modules, that of the jar which bears the plugin's name before its libraries. */
  private Stream<ModuleReference> ownFirst() {
    return references.values().stream().sorted(Comparator.comparing(one -> !own(one)));
  }

  private boolean own(ModuleReference reference) {
    return reference
        .location()
        .map(location -> Path.of(location).getFileName().toString().equals(plugin + ".jar"))
        .orElse(false);
  }

  /**
   * The services of one module that another one provides: what is put beside a plugin to be used by
   * it.
   */
  List<Plugin.Extension> extensions() {
    var extensions = new ArrayList<Plugin.Extension>();
    for (var reference : references.values()) {
      for (var provided : reference.descriptor().provides()) {
        var service = provided.service();
        var name = service.substring(0, Math.max(0, service.lastIndexOf('.')));
        var ofAnother =
            references.values().stream()
                .anyMatch(one -> one != reference && one.descriptor().packages().contains(name));
        if (ofAnother) {
          provided.providers().forEach(one -> extensions.add(new Plugin.Extension(service, one)));
        }
      }
    }
    return List.copyOf(extensions);
  }

  Set<String> names() {
    return Set.copyOf(references.keySet());
  }

  /** The names of the modules that were made up, which are to read all the others. */
  Set<String> plain() {
    return Set.copyOf(plain);
  }

  @Override
  public Optional<ModuleReference> find(String name) {
    return Optional.ofNullable(references.get(name));
  }

  @Override
  public Set<ModuleReference> findAll() {
    return Set.copyOf(references.values());
  }
}
