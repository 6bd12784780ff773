package io.servex.testkit;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Puts the classes of a plugin into the jar that they will be. */
final class PluginJar {
  private PluginJar() {}

  /**
   * Writes it.
   *
   * @param plugin a class of the plugin
   * @param jar where it goes
   * @throws IOException if the classes are nowhere, or the jar cannot be written
   */
  static void write(Class<?> plugin, Path jar) throws IOException {
    var classes = classes(plugin);
    var folder = jar.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.isDirectory(classes)) {
      Files.copy(classes, jar);
      return;
    }
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  private static Path classes(Class<?> plugin) throws IOException {
    var source = plugin.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException(
          plugin + ": is in no folder and no jar (expected: a class of a plugin)");
    }
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(plugin + ": " + source.getLocation(), e);
    }
  }
}
