package io.servex.server.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Jars without a module descriptor, as one open module.
 *
 * <p>Idea: an automatic module would read every other one, the gateway's libraries among them, and
 * two versions of one library could not live side by side. A descriptor that is made here requires
 * only what a plugin may see. Several jars are put together, as a class path does, so that they may
 * share packages.
 */
final class PlainModule extends ModuleReference {
  private static final String SERVICES = "META-INF/services/";
  private static final String CLASS = ".class";

  private final List<Path> jars;

  private PlainModule(ModuleDescriptor descriptor, URI location, List<Path> jars) {
    super(descriptor, location);
    this.jars = List.copyOf(jars);
  }

  /**
   * Makes the module of some jars.
   *
   * @param name the module's name
   * @param jars the jars; the first that has a class wins
   * @param requires the modules that it sees
   * @param exporters the modules that export packages, by package. A service of one of them is
   *     provided; one that nobody there knows (of a library that is optional, say) is left out
   * @throws IOException if a jar cannot be read
   */
  static PlainModule of(
      String name, List<Path> jars, Set<String> requires, Map<String, String> exporters)
      throws IOException {
    var packages = new HashSet<String>();
    var services = new LinkedHashMap<String, Set<String>>();
    for (var jar : jars) {
      try (var file = open(jar)) {
        file.versionedStream().forEach(entry -> addPackage(entry, packages));
        services(file, services);
      }
    }
    var builder = ModuleDescriptor.newOpenModule(name);
    var required = new HashSet<>(requires);
    builder.packages(packages);
    services.forEach((service, providers) -> {
      var own = providers.stream().filter(one -> packages.contains(packageOf(one))).toList();
      var exporter = exporters.get(packageOf(service));
      if (!own.isEmpty() && (exporter != null || packages.contains(packageOf(service)))) {
        if (exporter != null) {
          required.add(exporter);
        }
        builder.provides(service, own);
      }
    });
    required.forEach(builder::requires);
    return new PlainModule(builder.build(), jars.getFirst().toUri(), jars);
  }

  static JarFile open(Path jar) throws IOException {
    return new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
  }

  private static void addPackage(JarEntry entry, Set<String> packages) {
    var name = entry.getName();
    var slash = name.lastIndexOf('/');
    if (name.endsWith(CLASS) && slash > 0 && !name.startsWith("META-INF/")) {
      packages.add(name.substring(0, slash).replace('/', '.'));
    }
  }

  private static void services(JarFile file, Map<String, Set<String>> services) throws IOException {
    var entries =
        file.versionedStream()
            .filter(entry -> entry.getName().startsWith(SERVICES) && !entry.isDirectory())
            .toList();
    for (var entry : entries) {
      var service = entry.getName().substring(SERVICES.length());
      if (!service.contains("/") && service.contains(".")) {
        var providers = services.computeIfAbsent(service, key -> new LinkedHashSet<>());
        try (var reader =
            new BufferedReader(
                new InputStreamReader(file.getInputStream(entry), StandardCharsets.UTF_8))) {
          reader.lines().forEach(line -> addProvider(line, providers));
        }
      }
    }
  }

  private static void addProvider(String line, Set<String> providers) {
    var comment = line.indexOf('#');
    var name = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (!name.isEmpty()) {
      providers.add(name);
    }
  }

  private static String packageOf(String className) {
    var dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }

  @Override
  public ModuleReader open() throws IOException {
    var files = new ArrayList<JarFile>();
    for (var jar : jars) {
      files.add(open(jar));
    }
    return new JarsReader(List.copyOf(files));
  }

  /** Reads from the first jar that has what is asked for. */
  private record JarsReader(List<JarFile> files) implements ModuleReader {
    @Override
    public Optional<URI> find(String name) {
      for (var file : files) {
        var entry = file.getJarEntry(name);
        if (entry != null) {
          var path = Path.of(file.getName()).toUri();
          return Optional.of(URI.create("jar:" + path + "!/" + encoded(entry.getRealName())));
        }
      }
      return Optional.empty();
    }

    private static String encoded(String name) {
      return name.replace("%", "%25").replace(" ", "%20").replace("#", "%23").replace("?", "%3F");
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
      for (var file : files) {
        var entry = file.getJarEntry(name);
        if (entry != null) {
          return Optional.of(file.getInputStream(entry));
        }
      }
      return Optional.empty();
    }

    @Override
    public Stream<String> list() {
      return files.stream()
          .flatMap(file -> file.versionedStream().map(JarEntry::getName))
          .distinct();
    }

    @Override
    public void close() {
      for (var file : files) {
        try {
          file.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
