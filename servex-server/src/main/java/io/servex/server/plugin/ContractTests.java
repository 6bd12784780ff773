package io.servex.server.plugin;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contract tests that a plugin carries: classes below {@code META-INF/servex/contracts/} of its
 * jar, where no class loader looks for them. They run in a JVM of their own, with the plugin, the
 * api, and the testkit and JUnit from the installation's {@code sdk/}; the gateway has neither.
 */
public final class ContractTests {
  private static final String FOLDER = "META-INF/servex/contracts/";
  private static final String RUNNER = "io.servex.testkit.carried.CarriedContracts";

  /** What of the gateway's libraries a plugin may use, beside the api. */
  private static final String LOGGING = "org.slf4j";

  private ContractTests() {}

  /**
   * What became of them.
   *
   * @param passed whether none failed
   * @param lines one for each test; none where the plugin carries no tests
   */
  public record Outcome(boolean passed, List<String> lines) {
    /** Copies the list. */
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Runs them.
   *
   * @param plugin a jar, or a folder of jars
   * @param home the installation that has an sdk; null where there is none
   * @throws PluginException if there are some, and they cannot be run
   */
  public static Outcome run(Path plugin, @Nullable Path home) throws PluginException {
    try {
      var jars = PluginFiles.at(plugin).jars();
      var classes = Files.createTempDirectory("servex-contracts-");
      try {
        return extract(jars, classes)
            ? run(command(classes, jars, sdk(home)))
            : new Outcome(true, List.of());
      } finally {
        remove(classes);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new PluginException("its contract tests cannot be run: " + e.getMessage(), e);
    }
  }

  /** Whether there are any. */
  private static boolean extract(List<Path> jars, Path classes) throws IOException {
    var any = false;
    for (var path : jars) {
      try (var jar = new JarFile(path.toFile(), false)) {
        for (var entry : jar.stream().toList()) {
          if (entry.getName().startsWith(FOLDER) && !entry.isDirectory()) {
            var target = classes.resolve(entry.getName().substring(FOLDER.length())).normalize();
            if (!target.startsWith(classes)) {
              throw new IOException(entry.getName() + " (expected: a path below " + FOLDER + ")");
            }
            Files.createDirectories(Optional.ofNullable(target.getParent()).orElse(classes));
            try (var in = jar.getInputStream(entry)) {
              Files.copy(in, target);
            }
            any = true;
          }
        }
      }
    }
    return any;
  }

  private static Path sdk(@Nullable Path home) throws PluginException {
    var sdk = home == null ? null : home.resolve("sdk");
    if (sdk == null || !Files.isDirectory(sdk)) {
      throw new PluginException(
          "carries contract tests, which need the testkit (expected: sdk/ in the installation, or in"
              + " the one that --home names)");
    }
    return sdk;
  }

  private static List<String> command(Path classes, List<Path> jars, Path sdk) {
    var path =
        Stream.of(
                Stream.of(classes),
                jars.stream(),
                Stream.of(ApiVersion.MODULE, LOGGING).flatMap(ContractTests::location),
                Stream.of(sdk.resolve("*")))
            .flatMap(part -> part)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-ea",
        "-Dservex.home=" + sdk.toAbsolutePath().getParent(),
        "-Dslf4j.internal.verbosity=ERROR",
        "-cp",
        path,
        RUNNER,
        classes.toString());
  }

  private static Stream<Path> location(String module) {
    return ModuleLayer.boot().configuration().findModule(module).stream()
        .flatMap(found -> found.reference().location().stream())
        .map(URI::getPath)
        .map(Path::of);
  }

  private static Outcome run(List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var lines = new ArrayList<String>();
    try (var said = process.inputReader()) {
      said.lines().forEach(lines::add);
      var code = process.waitFor();
      if (code > 1) {
        lines.add("failed   the JVM that runs it ended with code " + code);
      }
      return new Outcome(code == 0, lines);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
