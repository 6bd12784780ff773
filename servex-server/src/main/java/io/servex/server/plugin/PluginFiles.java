package io.servex.server.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of one plugin: a jar, or a folder of jars.
 *
 * @param path the jar or the folder
 * @param jars the jars, by name
 * @param hash the SHA-256 of a single jar's content; of a folder's names and contents
 */
record PluginFiles(Path path, List<Path> jars, String hash) {
  /** One of the plugins that {@link #jars(Path)} finds. */
  static PluginFiles of(Path path, List<Path> jars) throws IOException {
    return new PluginFiles(path, jars, hash(jars, Files.isDirectory(path)));
  }

  /**
   * One plugin.
   *
   * @param path a jar, or a folder of jars
   * @throws IOException if it is neither, or cannot be read
   */
  static PluginFiles at(Path path) throws IOException {
    var folder = Files.isDirectory(path);
    var jars =
        folder
            ? sorted(path).stream().filter(PluginFiles::isJar).toList()
            : isJar(path) ? List.of(path) : List.<Path>of();
    if (jars.isEmpty()) {
      throw new IOException("is no plugin (expected: a jar, or a folder of jars)");
    }
    return of(path, jars);
  }

  /** The jars of each plugin in a folder, by its path. */
  static Map<Path, List<Path>> jars(Path folder) throws IOException {
    var found = new LinkedHashMap<Path, List<Path>>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    for (var path : sorted(folder)) {
      if (path.getFileName().toString().startsWith(".")) {
        continue;
      }
      if (isJar(path)) {
        found.put(path, List.of(path));
      } else if (Files.isDirectory(path)) {
        var jars = sorted(path).stream().filter(PluginFiles::isJar).toList();
        if (!jars.isEmpty()) {
          found.put(path, jars);
        }
      }
    }
    return found;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  private static boolean isJar(Path path) {
    return path.getFileName().toString().endsWith(".jar") && Files.isRegularFile(path);
  }

  private static String hash(List<Path> jars, boolean names) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var jar : jars) {
        if (names) {
          digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        }
        digest.update(Files.readAllBytes(jar));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The plugin's name: that of its jar or folder. */
  String name() {
    var name = path.toAbsolutePath().normalize().getFileName().toString();
    return name.endsWith(".jar") ? name.substring(0, name.length() - 4) : name;
  }

  /**
   * Copies the jars into a folder of the gateway's own, where nobody changes them.
   *
   * @throws IOException if they cannot be copied, or are no longer what the hash was taken of
   */
  List<Path> copyTo(Path folder) throws IOException {
    var target = Files.createDirectories(folder.resolve(name() + "-" + hash.substring(0, 16)));
    var copies = new ArrayList<Path>();
    for (var jar : jars) {
      var copy = target.resolve(jar.getFileName());
      if (!Files.exists(copy)) {
        Files.copy(jar, copy);
      }
      copies.add(copy);
    }
    if (!hash(copies, Files.isDirectory(path)).equals(hash)) {
      for (var copy : copies) {
        Files.delete(copy);
      }
      throw new IOException("it changed while it was read");
    }
    return List.copyOf(copies);
  }
}
