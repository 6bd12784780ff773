package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that carry their contract, as {@code servex plugins verify} of the tarball checks them. */
class CarriedContractsIT {
  private static final String CARRIED = "META-INF/servex/contracts";

  @TempDir private static Path home;
  private static Program program;
  @TempDir private Path work;
  private Path project;

  @BeforeAll
  static void unpack() throws Exception {
    program = Program.unpack(home);
  }

  private void begin() throws Exception {
    project = work.resolve("acme-first");
    var said = program.run("bin/servex plugins new acme-first --kind strategy --output " + project);
    assertThat(said.code()).as(said.err()).isZero();
  }

  /** What Maven makes of the project. */
  private Path jar() throws IOException {
    var classes = work.resolve("classes");
    var api = jars("lib", "servex-api");
    var options = new ArrayList<>(List.of("--module-path", api));
    compile("src/main/java", classes, options);
    options = new ArrayList<>(List.of("--class-path", api + ":" + classes + ":" + jars("sdk", "")));
    compile("src/test/java", classes.resolve(CARRIED), options);
    var jar = work.resolve("acme-first.jar");
    tool("jar", List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
    return jar;
  }

  private static String jars(String folder, String prefix) throws IOException {
    try (var files = Files.list(home.resolve(folder))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }

  private void compile(String sources, Path target, List<String> options) throws IOException {
    options.addAll(List.of("-proc:none", "-d", target.toString()));
    try (var files = Files.walk(project.resolve(sources))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(options::add);
    }
    tool("javac", options);
  }

  private static void tool(String name, List<String> arguments) {
    var tool = ToolProvider.findFirst(name).orElseThrow();
    assertThat(tool.run(System.out, System.err, arguments.toArray(String[]::new))).isZero();
  }

  private void change(String file, String from, String to) throws IOException {
    var path = project.resolve(file);
    var text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private static Program.Said verify(Path jar) throws Exception {
    return program.run("bin/servex plugins verify " + jar);
  }

  /** The test of the project also starts a gateway around the plugin. */
  @Test
  void runsTheContractThatAJarCarries() throws Exception {
    begin();

    var said = verify(jar());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("acme-first.jar: ok\n")
        .contains("  contract: passed   FirstTest.allocatesNothing\n")
        .contains("  contract: passed   FirstTest.takesTurnsInARealGateway\n")
        .contains("  contract: skipped  FirstTest.spreadsRequestsByWeight: does not claim to\n")
        .doesNotContain("failed");
  }

  @Test
  void saysWhichTestOfTheContractFails() throws Exception {
    begin();
    change("src/main/java/acme/first/First.java", "return best;", "return eligible.get(0);");

    var said = verify(jar());

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out())
        .contains("acme-first.jar: breaks its contract\n")
        .contains("  contract: failed   FirstTest.picksWhatIsLeftAndNothingOnlyWhereNothingIs: ")
        .contains("  contract: passed   FirstTest.allocatesNothing\n");
  }

  @Test
  void saysWhereAContractCannotBeLoaded() throws Exception {
    begin();
    var jar = jar();
    var without = home.resolve("without");
    Files.createDirectories(without.resolve("sdk"));

    var said = program.run("bin/servex plugins verify --home " + without + " " + jar);

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).contains("acme-first.jar: breaks its contract\n");
    Files.delete(without.resolve("sdk"));
    assertThat(program.run("bin/servex plugins verify --home " + without + " " + jar).err())
        .contains("acme-first.jar: carries contract tests, which need the testkit (expected: sdk/");
  }

  @Test
  void saysThatAJarCarriesNone() throws Exception {
    begin();
    try (var files = Files.walk(project.resolve("src/test"))) {
      files.sorted(Comparator.reverseOrder()).forEach(CarriedContractsIT::delete);
    }
    Files.createDirectories(project.resolve("src/test/java"));
    Files.writeString(project.resolve("src/test/java/Other.java"), "class Other {}");

    var said = verify(jar());

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("  contract: carries no tests\n");
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
