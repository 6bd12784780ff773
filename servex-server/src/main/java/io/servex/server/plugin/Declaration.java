package io.servex.server.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * What a plugin says in its manifest that it provides, so that nothing of it need be loaded to know
 * it: {@code Servex-Components: filter cors, filter acme.cors}. A folder's declaration is that of
 * the jar that bears the folder's name.
 *
 * @param path the plugin
 * @param components what it provides
 */
record Declaration(Path path, Set<Declared> components) {
  private static final String ATTRIBUTE = "Servex-Components";

  /** A kind and a type. */
  record Declared(ComponentKind kind, String type) {
    @Override
    public String toString() {
      return kind.word() + " " + type;
    }
  }

  /** Copies the set. */
  Declaration {
    components = Set.copyOf(components);
  }

  /**
   * Reads it; there are no components where nothing is declared, or where the jar cannot be read:
   * loading it says why.
   *
   * @throws PluginException if it is not of the form that is expected
   */
  static Declaration of(Path path, List<Path> jars) throws PluginException {
    var own = Files.isDirectory(path) ? path.resolve(path.getFileName() + ".jar") : path;
    if (!jars.contains(own)) {
      return new Declaration(path, Set.of());
    }
    String text;
    try (var jar = new JarFile(own.toFile(), false)) {
      var manifest = jar.getManifest();
      text = manifest == null ? null : manifest.getMainAttributes().getValue(ATTRIBUTE);
    } catch (IOException | SecurityException e) {
      return new Declaration(path, Set.of());
    }
    return new Declaration(path, text == null || text.isBlank() ? Set.of() : parse(text));
  }

  private static Set<Declared> parse(String text) throws PluginException {
    var declared =
        new TreeSet<Declared>((one, other) -> one.toString().compareTo(other.toString()));
    for (var one : text.split(",", -1)) {
      var words = one.strip().split("\\s+", -1);
      try {
        if (words.length == 2) {
          declared.add(new Declared(ComponentKind.of(words[0]), words[1]));
          continue;
        }
      } catch (IllegalArgumentException e) {
        // Said below, in the words of a manifest.
      }
      throw new PluginException(
          ATTRIBUTE
              + ": "
              + one.strip()
              + " (expected: a kind and a type, as in filter acme.cors)");
    }
    return declared;
  }

  /** Whether it can be left alone: it is known what it provides, and nobody mentions any of it. */
  boolean idle(Predicate<String> mentioned) {
    return !components.isEmpty() && components.stream().map(Declared::type).noneMatch(mentioned);
  }

  /** What is wrong with it in the light of what a plugin provides; nothing where all is well. */
  List<String> problems(List<Plugin.Component> provided) {
    var found =
        provided.stream()
            .map(one -> new Declared(one.kind(), one.type()))
            .collect(Collectors.toSet());
    return components.isEmpty() || found.equals(components)
        ? List.of()
        : List.of(
            "provides %s and declares %s (expected: the same in %s)"
                .formatted(text(found), text(components), ATTRIBUTE));
  }

  private static String text(Set<Declared> components) {
    return components.stream().map(Declared::toString).sorted().collect(Collectors.joining(", "));
  }
}
