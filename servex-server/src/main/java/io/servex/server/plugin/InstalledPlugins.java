package io.servex.server.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that are loaded. Each look at the folder in which they are dropped keeps what has not
 * changed, by content, and loads the rest anew; what ran on a plugin that is gone ends on it, and
 * its class loader is collected afterwards.
 *
 * <p><b>Threading:</b> one look at a time, from any thread.
 */
public final class InstalledPlugins implements AutoCloseable {
  private final List<WeakReference<ClassLoader>> retired = new ArrayList<>();
  private @Nullable Path copies;
  private Map<Key, Plugin> loaded = Map.of();

  private record Key(Path path, String hash) {}

  /**
   * Looks at a folder, and loads all that is in it.
   *
   * @param folder the folder, which need not exist; null for none
   * @param allowed the SHA-256 hashes that may be loaded; none for any
   * @return all that is installed, the gateway's own components among it
   */
  public Components look(@Nullable Path folder, Set<String> allowed) {
    return look(folder, allowed, type -> true);
  }

  /**
   * Looks at a folder, and loads what is needed. A plugin that declares what it provides is left
   * alone where none of it is mentioned, unless hashes are asked for.
   *
   * @param folder the folder, which need not exist; null for none
   * @param allowed the SHA-256 hashes that may be loaded; none for any
   * @param mentioned whether the configuration may use a type
   * @return all that is installed, the gateway's own components among it
   */
  public synchronized Components look(
      @Nullable Path folder, Set<String> allowed, Predicate<String> mentioned) {
    if (folder == null) {
      retire(Map.of());
      loaded = Map.of();
      return Components.builtIn();
    }
    var failures = new ArrayList<Components.Failure>();
    var next = new LinkedHashMap<Key, Plugin>();
    var idle = new ArrayList<Declaration>();
    try {
      for (var found : PluginFiles.jars(folder).entrySet()) {
        var path = found.getKey();
        try {
          var declared = Declaration.of(path, found.getValue());
          if (allowed.isEmpty() && declared.idle(mentioned)) {
            idle.add(declared);
            continue;
          }
          var files = PluginFiles.of(path, found.getValue());
          checkAllowed(files, allowed);
          var key = new Key(path, files.hash());
          next.put(key, plugin(key, files, declared));
        } catch (PluginException e) {
          failures.add(new Components.Failure(path, String.valueOf(e.getMessage())));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      failures.add(new Components.Failure(folder, "cannot be read: " + e.getMessage()));
    }
    retire(next);
    loaded = Map.copyOf(next);
    return Components.of(List.copyOf(next.values()), idle, failures);
  }

  /**
   * Loads one plugin beside the gateway's own components, and keeps nothing of it.
   *
   * @param path a jar, or a folder of jars
   * @return what there would be if this plugin alone were installed
   */
  public synchronized Components verify(Path path) {
    try {
      var files = PluginFiles.at(path);
      var declared = Declaration.of(path, files.jars());
      return Components.of(
          List.of(new PluginLoader(copies()).load(files, declared)), List.of(), List.of());
    } catch (PluginException | IOException | UncheckedIOException e) {
      return Components.of(
          List.of(),
          List.of(),
          List.of(new Components.Failure(path, String.valueOf(e.getMessage()))));
    }
  }

  private static void checkAllowed(PluginFiles files, Set<String> allowed) throws PluginException {
    if (!allowed.isEmpty() && !allowed.contains(files.hash())) {
      throw new PluginException(
          "its SHA-256 is " + files.hash() + " (expected: one of plugins.allowed_sha256)");
    }
  }

  private Plugin plugin(Key key, PluginFiles files, Declaration declared) throws PluginException {
    var kept = loaded.get(key);
    return kept != null ? kept : new PluginLoader(copies()).load(files, declared);
  }

  private Path copies() throws PluginException {
    var known = copies;
    if (known == null) {
      try {
        known = Files.createTempDirectory("servex-plugins-");
        copies = known;
      } catch (IOException e) {
        throw new PluginException("cannot be copied: " + e.getMessage(), e);
      }
    }
    return known;
  }

  private void retire(Map<Key, Plugin> next) {
    loaded.forEach((key, plugin) -> {
      if (!next.containsKey(key)) {
        retired.add(new WeakReference<>(plugin.loader()));
      }
    });
  }

  /**
   * Lets go of everything that is loaded: what is in use goes on, and its jars stay until {@link
   * #close}.
   */
  public synchronized void forget() {
    retire(Map.of());
    loaded = Map.of();
  }

  /** The number of class loaders of plugins that are gone and not yet collected. */
  public synchronized int retiredLoaders() {
    retired.removeIf(reference -> reference.get() == null);
    return retired.size();
  }

  /** The jars in a folder, whose change a watch should see; null for no folder. */
  public static List<Path> jars(@Nullable Path folder) {
    try {
      return folder == null
          ? List.of()
          : PluginFiles.jars(folder).values().stream().flatMap(List::stream).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** Removes the copies. */
  @Override
  public synchronized void close() {
    var known = copies;
    if (known == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(known)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.getLogger(InstalledPlugins.class.getName())
          .log(System.Logger.Level.WARNING, known + " is left behind: " + e.getMessage());
    }
  }
}
