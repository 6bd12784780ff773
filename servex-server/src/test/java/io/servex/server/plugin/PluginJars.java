package io.servex.server.plugin;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Builds real jars of plugins from sources, with the JDK's own tools. */
public final class PluginJars {
  private final Path work;
  private final Path api;
  private final List<String> options;
  private int count;

  /** Builds in a folder for temporary files. */
  public PluginJars(Path work) {
    this(work, api(), List.of());
  }

  private PluginJars(Path work, Path api, List<String> options) {
    this.work = work;
    this.api = api;
    this.options = options;
  }

  /** Builds modules of a version. */
  public PluginJars versioned(String version) throws IOException {
    var folder = Files.createDirectories(work.resolve("version-" + version));
    return new PluginJars(folder, api, List.of("--module-version", version));
  }

  /** Builds against the same api as if it had another version. */
  public PluginJars against(String version) throws IOException {
    var classes = Files.createDirectories(work.resolve("api-" + version));
    if (Files.isDirectory(api())) {
      copy(api(), classes);
    } else {
      try (var files = FileSystems.newFileSystem(api())) {
        copy(files.getPath("/"), classes);
      }
    }
    var jar = work.resolve("api-" + version + ".jar").toString();
    run(
        "jar",
        List.of(
            "--create", "--file", jar, "--module-version", version, "-C", classes.toString(), "."));
    var folder = Files.createDirectories(work.resolve("against"));
    return new PluginJars(folder, Path.of(jar), options);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** A strategy that always picks the backend with an index, and its provider, in one package. */
  public static Map<String, String> strategy(String packageName, String type, int index) {
    var sources = new LinkedHashMap<String, String>();
    sources.put(
        packageName + ".FixedProvider",
        """
        package %s;
        import io.servex.api.balancing.*;
        import io.servex.api.plugin.*;
        public final class FixedProvider implements BalancingStrategyProvider<FixedProvider.Settings> {
          record Settings(@Default("%d") int index) {}
          public String type() { return "%s"; }
          public Class<Settings> configType() { return Settings.class; }
          public BalancingStrategy create(Settings settings, PluginContext context) {
            int index = settings.index();
            return eligible -> request -> eligible.get(Math.min(index, eligible.size() - 1));
          }
        }
        """
            .formatted(packageName, index, type));
    return sources;
  }

  /** The descriptor of a module that provides {@code FixedProvider} of a package. */
  public static String descriptor(String module, String packageName, String... requires) {
    return "module "
        + module
        + " { requires io.servex.api; "
        + String.join("", Stream.of(requires).map(name -> "requires " + name + "; ").toList())
        + "provides io.servex.api.balancing.BalancingStrategyProvider with "
        + packageName
        + ".FixedProvider; }";
  }

  /**
   * Compiles sources into a jar.
   *
   * @param jar where it goes
   * @param sources by class name; {@code module-info} makes it modular
   * @param files further files by path
   * @param libraries jars that it is compiled against
   */
  public Path build(
      Path jar, Map<String, String> sources, Map<String, String> files, Path... libraries)
      throws IOException {
    var folder = Files.createDirectories(work.resolve("build" + count++));
    var names = new ArrayList<String>();
    for (var source : sources.entrySet()) {
      var file = folder.resolve("src/" + source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      names.add(file.toString());
    }
    var path = new StringBuilder(api.toString());
    for (var library : libraries) {
      path.append(java.io.File.pathSeparatorChar).append(library);
    }
    var option = sources.containsKey("module-info") ? "--module-path" : "--class-path";
    var classes = folder.resolve("classes");
    var arguments =
        new ArrayList<>(List.of(option, path.toString(), "-proc:none", "-d", classes.toString()));
    arguments.addAll(options);
    arguments.addAll(names);
    run("javac", arguments);
    for (var file : files.entrySet()) {
      var target = classes.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    var built = folder.resolve("built.jar");
    var packing = new ArrayList<>(List.of("--create", "--file", built.toString()));
    if (files.containsKey(JarFile.MANIFEST_NAME)) {
      packing.addAll(List.of("--manifest", classes.resolve(JarFile.MANIFEST_NAME).toString()));
    }
    packing.addAll(List.of("-C", classes.toString(), "."));
    run("jar", packing);
    Files.createDirectories(jar.getParent());
    return Files.move(built, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** Where the api's classes are. */
  public static Path api() {
    return Path.of(
        ModuleLayer.boot()
            .configuration()
            .findModule("io.servex.api")
            .flatMap(module -> module.reference().location())
            .map(URI::getPath)
            .orElseThrow());
  }

  private static void run(String tool, List<String> arguments) {
    var out = new StringWriter();
    var writer = new PrintWriter(out, true);
    var code =
        ToolProvider.findFirst(tool)
            .orElseThrow()
            .run(writer, writer, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(tool + ": " + out);
    }
  }
}
